import type { ExecutionFold } from "./execution-fold.ts";
import { isSettledRun } from "./run.ts";

/** Why a step has not begun although nothing holds it: what it still waits for. */
export interface JoinInfo {
    /** Its loop has not come to the turn that is shown. */
    readonly hasNoTurn: boolean;
    /** 0: everything before it; else so many live connections. */
    readonly needed: number;
    readonly taken: number;
    /** Nodes before it that are not settled. */
    readonly open: readonly string[];
}

export function joinInfo(fold: ExecutionFold, node: string): JoinInfo | null {
    const planned = fold.plan.nodes.find((one) => one.id === node);
    if (planned === undefined) return null;
    const scope = fold.shownScope(node);
    const frame = scope === null ? undefined : fold.state.frames[scope];
    if (frame === undefined) return { hasNoTurn: true, needed: 0, taken: 0, open: [] };
    const sources = planned.ins.flatMap((edge) => {
        const source = fold.plan.nodes[fold.plan.edges[edge]?.source ?? -1];
        return source === undefined ? [] : [source.id];
    });
    return {
        hasNoTurn: false,
        needed: planned.join,
        taken: frame.live[planned.slot] ?? 0,
        open: [...new Set(sources)].filter((source) => !isSettledRun(fold.runOf(source)))
    };
}
