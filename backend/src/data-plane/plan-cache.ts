import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";

/**
 * Parsed plans by hash, the least recently used leaving first: parsing a plan of 100 nodes costs as
 * much as running it. The hash names the content, so workspaces may share an entry; whether a
 * workspace has that plan is asked where it is started.
 */
export class PlanCache {
    private readonly plans = new Map<string, Plan>();
    private readonly limit: number;

    constructor(limit = 500) {
        this.limit = limit;
    }

    get(hash: string): Plan | undefined {
        const plan = this.plans.get(hash);
        if (plan !== undefined) {
            this.plans.delete(hash);
            this.plans.set(hash, plan);
        }
        return plan;
    }

    /** The one that is kept: two objects of one plan would each get their own index. */
    put(hash: string, plan: Plan): Plan {
        const known = this.get(hash);
        if (known !== undefined) return known;
        this.plans.set(hash, plan);
        if (this.plans.size > this.limit) {
            for (const oldest of this.plans.keys()) {
                this.plans.delete(oldest);
                break;
            }
        }
        return plan;
    }
}
