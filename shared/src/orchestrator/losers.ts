import { abandon } from "./closing.ts";
import { type Deciding, emit, isClosed, nameOf, placeAt, settled, statusAt } from "./deciding.ts";
import type { Reason } from "./facts.ts";
import type { Place } from "./instance.ts";
import { isSettled, SLOT } from "./state.ts";

/**
 * A join that cancels its losers went ahead: what leads nowhere but to it ends, or never starts.
 *
 *     a ──► x ──► join     b came first: x and then a are lost, unless a also leads elsewhere
 *     b ─────────►
 *
 * An instance is lost when every edge out of it leads to the join, to something lost, or to something
 * that is settled anyway. Dead edges lead nowhere: by them nobody loses, and nobody is needed.
 */
export function cancelLosers(d: Deciding, join: Place): void {
    const unneeded = new Set([join.index]);
    const reason: Reason = { code: "lost", details: { winner: nameOf(join) } };
    const candidates = [join.index];
    for (const target of candidates) {
        for (const edge of d.plan.nodes[target]?.ins ?? []) {
            const from = liveEnd(d, edge, "source");
            const source = placeAt(d, join.scope, join.frame, from);
            if (source === null || unneeded.has(source.index)) continue;
            if (isSettled(statusAt(source)) || isNeeded(d, source, unneeded)) continue;
            unneeded.add(source.index);
            candidates.push(source.index);
        }
    }
    unneeded.delete(join.index);
    const losers = [...unneeded].flatMap(
        (index) => placeAt(d, join.scope, join.frame, index) ?? []
    );
    // First, or one of them could still start on what is live before it, now or later.
    for (const loser of losers) {
        if (statusAt(loser) !== SLOT.pending || isClosed(d, loser)) continue;
        emit(d, { kind: "node:skipped", instance: nameOf(loser), reason });
        settled(d, loser);
    }
    for (const loser of losers) abandon(d, loser, reason);
}

function isNeeded(d: Deciding, source: Place, unneeded: ReadonlySet<number>): boolean {
    return source.node.outs.some((out) => {
        const index = liveEnd(d, out, "target");
        const target = placeAt(d, source.scope, source.frame, index);
        return target !== null && !unneeded.has(index) && !isSettled(statusAt(target));
    });
}

/** No node at all where the edge is dead. */
function liveEnd(d: Deciding, edge: number, end: "source" | "target"): number {
    const found = d.plan.edges[edge];
    return found === undefined || found.dead !== undefined ? -1 : found[end];
}
