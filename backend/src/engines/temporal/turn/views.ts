import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import type { DataPlane } from "../../../data-plane/data-plane.ts";
import type { KnownAttempt, KnownExecution } from "../../../data-plane/known-execution.ts";
import { Results } from "../../../data-plane/results.ts";
import { catchUp, createView } from "./view.ts";
import type { View } from "./view.ts";

/** Executions lately seen by this worker; above this the longest unused one is folded anew when needed. */
const MOST = 500;

/**
 * The folds of a worker. One is only ever a reading of the log, so whoever doubts it drops it. A turn
 * writes in it before its facts are stored: turns and readings of one execution come after each other.
 */
export class Views {
    private readonly data: Pick<DataPlane, "rows" | "plans">;
    private readonly kept = new Map<string, View>();
    private readonly lines = new Map<string, Promise<unknown>>();

    constructor(data: Pick<DataPlane, "rows" | "plans">) {
        this.data = data;
    }

    /** Nobody else of this process touches the execution's view meanwhile. */
    async alone<T>(execution_id: string, work: () => Promise<T>): Promise<T> {
        const before = this.lines.get(execution_id);
        const mine = (async () => {
            await before?.catch(() => undefined);
            return work();
        })();
        this.lines.set(execution_id, mine);
        try {
            return await mine;
        } finally {
            if (this.lines.get(execution_id) === mine) this.lines.delete(execution_id);
        }
    }

    /** Folded up to `seq` at least, where the log goes that far; null: there is no such execution. */
    async reach(execution_id: string, seq: number): Promise<View | null> {
        const known = this.kept.get(execution_id);
        if (known === undefined) return this.load(execution_id);
        this.keep(known);
        if (known.state.seq < seq) await this.refresh(known);
        return known;
    }

    /** As of now, with the attempts of one run: what other workers stored meanwhile is folded too. */
    async latest(
        execution_id: string,
        id: string
    ): Promise<{ readonly view: View; readonly attempts: readonly KnownAttempt[] } | null> {
        const view = this.kept.get(execution_id) ?? (await this.load(execution_id));
        if (view === null) return null;
        const { facts, attempts } = await this.data.rows.since(execution_id, view.state.seq, id);
        catchUp(view, facts);
        return { view, attempts };
    }

    /** Activities of an execution, as far as it is known here. */
    underWay(execution_id: string): number {
        const view = this.kept.get(execution_id);
        if (view === undefined) return 0;
        let count = 0;
        for (const [id, { open }] of view.open)
            if (open.kind === "run" && !view.light.has(id)) count += 1;
        return count;
    }

    drop(execution_id: string): void {
        this.kept.delete(execution_id);
    }

    private async refresh(view: View): Promise<void> {
        catchUp(view, await this.data.rows.facts(view.row.id, view.state.seq));
    }

    private async load(execution_id: string): Promise<View | null> {
        const { rows } = this.data;
        const begun = await rows.begun(execution_id);
        if (begun === null) return null;
        const { row, inputs } = begun;
        const plan = await this.planOf(row);
        // One that is pending has none: its first facts say that it is not.
        const [facts, attempts] =
            inputs === null
                ? await Promise.all([rows.facts(execution_id), rows.attempts(execution_id)])
                : [[], []];
        const view = createView(row, plan, {
            state: initial(plan),
            results: new Results(plan),
            facts,
            attempts,
            inputs
        });
        this.keep(view);
        return view;
    }

    private async planOf({ workspace_id, plan_hash, id }: KnownExecution): Promise<Plan> {
        const { plans, rows } = this.data;
        const known = plans.get(plan_hash);
        if (known !== undefined) return known;
        const plan = await rows.plan(workspace_id, plan_hash);
        if (plan === null) throw new Error(`The plan of execution ${id} is not there.`);
        return plans.put(plan_hash, plan);
    }

    private keep(view: View): void {
        this.kept.delete(view.row.id);
        this.kept.set(view.row.id, view);
        if (this.kept.size <= MOST) return;
        for (const oldest of this.kept.keys()) {
            this.kept.delete(oldest);
            break;
        }
    }
}
