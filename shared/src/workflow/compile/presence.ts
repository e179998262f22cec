import { bitSet, has, unsafeAdd, unsafeIntersect, unsafeUnite } from "./bit-set.ts";
import type { BitSet } from "./bit-set.ts";
import { enclosing, ERROR_PORT, errorPolicyOf, joinOf } from "./graph.ts";
import type { Graph, GraphNode } from "./graph.ts";

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
    /** At least one of them has, whichever way led to the reader. */
    readonly isOneSure: (reader: string, sources: readonly string[]) => boolean;
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
    const sure = suretyOf(order, place, possibleLosers(order, sets, place));
    const closed = new Map<string, BitSet>();

    const closure = (reader: GraphNode): BitSet => {
        let done = closed.get(reader.id);
        if (done === undefined) {
            done = closeOver(reader, sets.get(reader.id), sure);
            closed.set(reader.id, done);
        }
        return done;
    };
    const inAny = (
        reader: string,
        source: string,
        read: (node: GraphNode) => BitSet | undefined
    ) => {
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
        isOneSure: (reader, sources) => {
            const node = graph.nodes.get(reader);
            return node !== undefined && isCovered(node, sources, order, sets);
        },
        isSureFailure: (reader, source) => inAny(reader, source, ({ id }) => sets.get(id)?.failed)
    };
}

interface Known {
    readonly sets: ReadonlyMap<string, Sets>;
    readonly place: ReadonlyMap<string, number>;
    readonly size: number;
}

function setsOf(node: GraphNode, { sets, place, size }: Known): Sets {
    const own: Sets = {
        upstream: bitSet(size),
        done: bitSet(size),
        failed: bitSet(size),
        settled: bitSet(size)
    };
    const join = joinOf(node);
    // All edges are needed live when their number is; otherwise only what is common is sure.
    const needsAll = join > 1 && join >= node.ins.length;
    let isFirst = true;
    for (const edge of node.ins) {
        const before = edge.source === null ? undefined : sets.get(edge.source);
        const at = edge.source === null ? undefined : place.get(edge.source);
        if (before === undefined || at === undefined) continue;
        unsafeUnite(own.upstream, before.upstream);
        unsafeAdd(own.upstream, at);
        if (join === 0) {
            unsafeUnite(own.settled, before.settled);
            unsafeAdd(own.settled, at);
        }
        const failed = edge.port === ERROR_PORT;
        const combine = isFirst || needsAll ? unite : unsafeIntersect;
        combine(own.done, before.done, failed ? NONE : at);
        combine(own.failed, before.failed, failed ? at : NONE);
        isFirst = false;
    }
    return own;
}

const NONE = -1;

function unite(set: BitSet, other: BitSet, extra: number): void {
    unsafeUnite(set, other);
    if (extra !== NONE) unsafeAdd(set, extra);
}

/** Adds what must have run among what has settled, source by source. */
function closeOver(reader: GraphNode, sets: Sets | undefined, sure: Surety): BitSet {
    const done = sets?.done.slice() ?? bitSet(sure.size);
    if (sets === undefined || joinOf(reader) !== 0) return done;
    for (let word = 0; word < done.length; word += 1) {
        // Bits in order: what a node follows from stands before it.
        let open: number =
            (sets.settled[word] ?? 0) & ~(done[word] ?? 0) & (sure.possible[word] ?? 0);
        while (open !== 0) {
            const bit: number = Math.clz32(open & -open) ^ 31;
            open &= open - 1;
            const index = (word << 5) | bit;
            if (sure.from[index]?.some((at) => at === ALWAYS || has(done, at)) === true) {
                unsafeAdd(done, index);
            }
        }
    }
    return done;
}

/** What follows from what, worked out once for all readers. */
interface Surety {
    readonly size: number;
    /** By place: the sources that, once they have completed, surely start the node. */
    readonly from: readonly (readonly number[])[];
    /** Places of nodes that complete whenever they start. */
    readonly possible: BitSet;
}

/** Starts whatever happens: it follows nothing. */
const ALWAYS = -1;

function suretyOf(
    order: readonly GraphNode[],
    place: ReadonlyMap<string, number>,
    losers: BitSet
): Surety {
    const possible = bitSet(order.length);
    const from = order.map((node, index) => {
        if (errorPolicyOf(node) !== "branch" && !has(losers, index)) unsafeAdd(possible, index);
        if (node.ins.length === 0) return [ALWAYS];
        if (joinOf(node) > 1) return [];
        return node.ins.flatMap((edge) => {
            const at = edge.source === null ? undefined : place.get(edge.source);
            const ports = at === undefined ? null : (order[at]?.ports ?? null);
            // Once the source has completed the edge is live if there was no other port to take.
            return at !== undefined && ports?.length === 1 && ports[0] === edge.port ? [at] : [];
        });
    });
    return { size: order.length, from, possible };
}

/**
 * Whether every edge that can start the reader brings one of the sources along. From the start of the
 * graph on, so that no length of it matters.
 */
function isCovered(
    reader: GraphNode,
    sources: readonly string[],
    order: readonly GraphNode[],
    sets: ReadonlyMap<string, Sets>
): boolean {
    const upstream = sets.get(reader.id)?.upstream;
    const covered = new Set<string>();
    for (const [index, node] of order.entries()) {
        const isReader = node.id === reader.id;
        if (!isReader && (upstream === undefined || !has(upstream, index))) continue;
        const ins = node.ins.filter(({ source }) => source !== null);
        const isBrought = ins.every(({ source, port }) => {
            if (source === null || covered.has(source)) return true;
            return port !== ERROR_PORT && sources.includes(source);
        });
        if (isBrought && ins.length > 0) covered.add(node.id);
        if (isReader) break;
    }
    return covered.has(reader.id);
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
