import { abandon } from "./closing.ts";
import { type Deciding, nameOf, placeAt, statusAt } from "./deciding.ts";
import type { Reason } from "./facts.ts";
import type { Place } from "./instance.ts";
import { isSettled } from "./state.ts";

/**
 * A join that cancels its losers went ahead: what is open and leads nowhere but to it ends.
 *
 *     a ──► x ──► join     b came first: x and then a are lost, unless a also leads elsewhere
 *     b ─────────►
 *
 * An instance is lost when every edge out of it leads to the join, to something lost, or to something
 * that is settled anyway. Only what is open or held is stopped by a fact of its own; what was never
 * reached is skipped as the dead edges arrive.
 */
export function cancelLosers(d: Deciding, join: Place): void {
    const unneeded = new Set([join.index]);
    const reason: Reason = { code: "lost", details: { winner: nameOf(join) } };
    const candidates = [join.index];
    for (const target of candidates) {
        for (const edge of d.plan.nodes[target]?.ins ?? []) {
            const source = placeAt(d, join.scope, join.frame, d.plan.edges[edge]?.source ?? -1);
            if (source === null || unneeded.has(source.index)) continue;
            if (isSettled(statusAt(source)) || isNeeded(d, source, unneeded)) continue;
            unneeded.add(source.index);
            candidates.push(source.index);
        }
    }
    unneeded.delete(join.index);
    for (const index of unneeded) {
        const loser = placeAt(d, join.scope, join.frame, index);
        if (loser !== null) abandon(d, loser, reason);
    }
}

function isNeeded(d: Deciding, source: Place, unneeded: ReadonlySet<number>): boolean {
    return source.node.outs.some((out) => {
        const index = d.plan.edges[out]?.target ?? -1;
        const target = placeAt(d, source.scope, source.frame, index);
        return target !== null && !unneeded.has(index) && !isSettled(statusAt(target));
    });
}
