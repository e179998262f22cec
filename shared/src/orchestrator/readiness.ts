import { type Deciding, emit, isClosed, nameOf, placeAt, settled, statusAt } from "./deciding.ts";
import type { Reason } from "./facts.ts";
import { instanceName, type Place } from "./instance.ts";
import { cancelLosers } from "./losers.ts";
import { SLOT } from "./state.ts";
import type { Json, JsonObject } from "./values.ts";

/**
 * Joins. Readiness is two counters per instance, the incoming edges settled and those of them live.
 *
 *     all (0)   everything settled?  some live: ready, none: skipped     else wait
 *     k ≥ 1     k live: ready        can k still be reached: wait        else skipped
 *
 * Called for an instance whenever one of its incoming edges settled; an instance that is ready twice
 * in one call (two live edges from one node) is started once, since starting looks at its status.
 */
export function decide(d: Deciding, place: Place): void {
    if (statusAt(place) !== SLOT.pending || isClosed(d, place)) return;
    // The cleanup lane begins when the rest is over, whatever leads into it.
    if (d.index.lane.has(place.index) && !d.state.cleanup) return;
    const { node, frame } = place;
    const live = frame.live[node.slot] ?? 0;
    const open = node.ins.length - (frame.settled[node.slot] ?? 0);
    if (isReady(node.join, live, open)) {
        d.ready.push(place);
        if (node.losers === "cancel" && open > 0) cancelLosers(d, place);
        return;
    }
    const never = node.join === 0 ? open === 0 : live + open < node.join;
    if (!never) return;
    const reason =
        live === 0 && open === 0 ? notTaken(d, place) : joinShort(node.join, live + open);
    emit(d, { kind: "node:skipped", instance: nameOf(place), reason });
    settled(d, place);
}

function isReady(join: number, live: number, open: number): boolean {
    return join === 0 ? open === 0 && live > 0 : live >= join;
}

/** `live`: the edges that are live or may still be. */
function joinShort(needed: number, live: number): Reason {
    return { code: "join_short", details: { needed, live } };
}

/** A reason is to be read by people: the first edges will do. */
const MAX_EDGES = 20;

/** Which port each source took instead, null where it took none. */
function notTaken(d: Deciding, place: Place): Reason {
    const edges = place.node.ins.slice(0, MAX_EDGES).flatMap((index): JsonObject[] => {
        const edge = d.plan.edges[index];
        if (edge === undefined) return [];
        const source = placeAt(d, place.scope, place.frame, edge.source);
        const { port, dead, via } = edge;
        // A disabled node is not in the plan: a dead edge names it as the first it was joined by.
        const id = instanceName(place.scope, source?.node.id ?? via?.[0] ?? "");
        if (dead !== undefined) return [{ source: id, port, took: null, dead }];
        return [{ source: id, port, took: source === null ? null : tookPort(source) }];
    });
    const all = place.node.ins.every((edge) => d.plan.edges[edge]?.dead !== undefined);
    const more = place.node.ins.length - edges.length;
    const details = { edges, ...(more > 0 ? { more } : {}) };
    return { code: all ? "disabled" : "not_taken", details };
}

function tookPort(source: Place): Json {
    const status = statusAt(source);
    const took = source.frame.took[source.node.slot];
    if (status === SLOT.completed) return took ?? "out";
    return status === SLOT.failed ? (took ?? null) : null;
}
