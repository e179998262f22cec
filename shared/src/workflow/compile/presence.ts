import { bitSet, has, unsafeAdd, unsafeIntersect, unsafeUnite } from "./bit-set.ts";
import type { BitSet } from "./bit-set.ts";
import { enclosing, ERROR_PORT, errorPolicyOf, joinOf } from "./graph.ts";
import type { Graph, GraphEdge, GraphNode } from "./graph.ts";

/**
 * What is surely there when a node starts. Each set is over places in the topological order.
 *
 * A node starts by a live edge, so what is sure behind *every* edge into it is sure for it (`done`).
 * A join of all edges waits besides until everything before it has settled (`settled`): of that, what
 * cannot have been skipped given what is sure has run as well. That second step is only taken when
 * somebody asks.
 */
export interface Presence {
    /** Runs before it, in this scope or an enclosing one. */
    readonly isUpstream: (reader: string, source: string) => boolean;
    /** Has completed, with an output, whenever the reader starts. */
    readonly isSure: (reader: string, source: string) => boolean;
    /** Has failed into its error port whenever the reader starts. */
    readonly isSureFailure: (reader: string, source: string) => boolean;
}

interface Sets {
    readonly upstream: BitSet;
    readonly done: BitSet;
    readonly failed: BitSet;
    readonly settled: BitSet;
}

export function presenceOf(graph: Graph, order: readonly GraphNode[]): Presence {
    const place = new Map(order.map(({ id }, index) => [id, index]));
    const sets = new Map<string, Sets>();
    for (const node of order) sets.set(node.id, setsOf(node, { sets, place, size: order.length }));
    const losers = possibleLosers(order, sets, place);
    const closed = new Map<string, BitSet>();

    const closure = (reader: GraphNode): BitSet => {
        let done = closed.get(reader.id);
        if (done === undefined) {
            done = closeOver(reader, sets.get(reader.id), order, place, losers);
            closed.set(reader.id, done);
        }
        return done;
    };
    const inAny = (reader: string, source: string, read: (node: GraphNode) => BitSet | undefined) => {
        const at = place.get(source);
        if (at === undefined) return false;
        return [reader, ...enclosing(graph, reader)].some((id) => {
            const node = graph.nodes.get(id);
            const set = node === undefined ? undefined : read(node);
            return set !== undefined && has(set, at);
        });
    };
    return {
        isUpstream: (reader, source) => inAny(reader, source, ({ id }) => sets.get(id)?.upstream),
        isSure: (reader, source) =>
            inAny(reader, source, ({ id }) => sets.get(id)?.done) || inAny(reader, source, closure),
        isSureFailure: (reader, source) => inAny(reader, source, ({ id }) => sets.get(id)?.failed)
    };
}

interface Known {
    readonly sets: ReadonlyMap<string, Sets>;
    readonly place: ReadonlyMap<string, number>;
    readonly size: number;
}

function setsOf(node: GraphNode, known: Known): Sets {
    const upstream = bitSet(known.size);
    const settled = bitSet(known.size);
    const join = joinOf(node);
    const behind = node.ins.flatMap((edge) => {
        const found = behindEdge(edge, known);
        if (found === undefined) return [];
        unsafeUnite(upstream, found.upstream);
        if (join === 0) unsafeUnite(settled, found.settled);
        return [found];
    });
    // All edges are needed live when their number is; otherwise only what is common is sure.
    const combine = join > 1 && join >= node.ins.length ? unsafeUnite : unsafeIntersect;
    const [first, ...rest] = behind;
    const done = first?.done.slice() ?? bitSet(known.size);
    const failed = first?.failed.slice() ?? bitSet(known.size);
    for (const next of rest) {
        combine(done, next.done);
        combine(failed, next.failed);
    }
    return { upstream, done, failed, settled };
}

/** What holds when this edge is live; `settled` also when it is dead. */
function behindEdge(edge: GraphEdge, { sets, place }: Known): Sets | undefined {
    const before = edge.source === null ? undefined : sets.get(edge.source);
    const at = edge.source === null ? undefined : place.get(edge.source);
    if (before === undefined || at === undefined) return undefined;
    const upstream = before.upstream.slice();
    const done = before.done.slice();
    const failed = before.failed.slice();
    const settled = before.settled.slice();
    unsafeAdd(upstream, at);
    unsafeAdd(settled, at);
    unsafeAdd(edge.port === ERROR_PORT ? failed : done, at);
    return { upstream, done, failed, settled };
}

/** Adds what must have run among what has settled, source by source. */
function closeOver(
    reader: GraphNode,
    sets: Sets | undefined,
    order: readonly GraphNode[],
    place: ReadonlyMap<string, number>,
    losers: BitSet
): BitSet {
    const done = sets?.done.slice() ?? bitSet(order.length);
    if (sets === undefined || joinOf(reader) !== 0) return done;
    for (const [index, node] of order.entries()) {
        if (has(done, index) || !has(sets.settled, index) || has(losers, index)) continue;
        if (errorPolicyOf(node) !== "branch" && isSureToStart(node, done, order, place)) {
            unsafeAdd(done, index);
        }
    }
    return done;
}

function isSureToStart(
    node: GraphNode,
    done: BitSet,
    order: readonly GraphNode[],
    place: ReadonlyMap<string, number>
): boolean {
    if (node.ins.length === 0) return true;
    if (joinOf(node) > 1) return false;
    return node.ins.some((edge) => {
        const at = edge.source === null ? undefined : place.get(edge.source);
        if (at === undefined || !has(done, at)) return false;
        // The source has completed; the edge is live if there was no other port to take.
        const ports = order[at]?.ports;
        return ports?.length === 1 && ports[0] === edge.port;
    });
}

/** A join that cancels its losers may end anything before it that it does not need. */
function possibleLosers(
    order: readonly GraphNode[],
    sets: ReadonlyMap<string, Sets>,
    place: ReadonlyMap<string, number>
): BitSet {
    const losers = bitSet(order.length);
    for (const { id, node } of order) {
        const known = sets.get(id);
        if (node.policy?.losers !== "cancel" || known === undefined) continue;
        for (const at of place.values()) {
            if (has(known.upstream, at) && !has(known.done, at)) unsafeAdd(losers, at);
        }
    }
    return losers;
}
