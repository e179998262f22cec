import type { Lane } from "@flowmaestro/shared/orchestrator/plan.ts";
import { PURE_THREADS } from "./lanes/pure-pool.ts";

/**
 * How many runs of a kind are under way at once, over all executions. `inline` needs no place: it is
 * over before the next begins. `pure` has as many places as there are threads for it.
 */
const PLACES: { readonly [L in Exclude<Lane, "inline">]: number } = {
    pure: PURE_THREADS,
    io: 256,
    llm: 64,
    code: 4
};

export class Lanes {
    private readonly busy = new Map<Lane, number>();
    private readonly lines = new Map<Lane, (() => void)[]>();

    /** Calls `work` when there is a place; `work` says when it leaves. */
    enter(lane: Lane, work: (leave: () => void) => void): void {
        if (lane === "inline") {
            work(() => undefined);
            return;
        }
        const busy = this.busy.get(lane) ?? 0;
        if (busy >= PLACES[lane]) {
            this.lineOf(lane).push(() => this.enter(lane, work));
            return;
        }
        this.busy.set(lane, busy + 1);
        let left = false;
        work(() => {
            if (left) return;
            left = true;
            this.busy.set(lane, (this.busy.get(lane) ?? 1) - 1);
            this.lineOf(lane).shift()?.();
        });
    }

    private lineOf(lane: Lane): (() => void)[] {
        let line = this.lines.get(lane);
        if (line === undefined) {
            line = [];
            this.lines.set(lane, line);
        }
        return line;
    }
}
