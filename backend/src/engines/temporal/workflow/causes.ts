import type { ExecutionFailed, Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { placeOf } from "./names.ts";

/** Loops whose turns may fail without an end could name thousands; the last ones are what counts. */
const MOST = 500;

/**
 * What failed, inside of what failed: an execution is failed by its outermost loop, and whoever reads
 * that asks for the node in it. What an earlier run of this workflow saw is not known here: then it is
 * the loop's turn.
 */
export class Causes {
    /** The node that made a scope fail. */
    private readonly byScope = new Map<string, string>();
    /** The turn that failed first, by its container. */
    private readonly turns = new Map<string, string>();

    note(facts: readonly Fact[]): void {
        for (const fact of facts) {
            if (fact.kind === "scope:failing") keep(this.byScope, fact.scope, fact.instance);
            if (fact.kind !== "turn:completed" || fact.error === undefined) continue;
            const { container, index } = fact;
            if (!this.turns.has(container)) keep(this.turns, container, `${container}[${index}]`);
        }
    }

    /** An instance, as deep inside as is known; "" where no node failed it. */
    of(plan: Plan, failed: ExecutionFailed): string {
        let at = placeOf(plan, failed);
        // Each step goes one scope deeper: instances are as long as their depth.
        for (let left = at === "" ? 0 : MOST; left > 0; left -= 1) {
            const next = this.byScope.get(at) ?? this.turns.get(at);
            if (next === undefined || !next.startsWith(at)) break;
            at = next;
        }
        return at;
    }
}

function keep(among: Map<string, string>, key: string, value: string): void {
    among.set(key, value);
    if (among.size <= MOST) return;
    for (const oldest of among.keys()) {
        among.delete(oldest);
        return;
    }
}
