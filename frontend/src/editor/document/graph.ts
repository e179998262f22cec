import type { WorkflowDefinition, WorkflowEdge } from "@flowmaestro/shared/workflow/document.ts";

/** The graph as the canvas asks for it. Built once per definition, kept beside it. */
export interface Graph {
    readonly into: (node: string) => readonly WorkflowEdge[];
    readonly outOf: (node: string) => readonly WorkflowEdge[];
    readonly edge: (id: string) => WorkflowEdge | undefined;
    /** Ids in the order things happen: left before right where order is free. */
    readonly order: readonly string[];
    /** Place in the order, from 0. */
    readonly rank: (node: string) => number;
    /** Everything that runs before it, following edges and the containers around it. */
    readonly upstream: (node: string) => ReadonlySet<string>;
    readonly downstream: (node: string) => ReadonlySet<string>;
}

const graphs = new WeakMap<WorkflowDefinition["edges"], WeakMap<object, Graph>>();
const NONE: readonly WorkflowEdge[] = [];

export function graphOf(definition: WorkflowDefinition): Graph {
    let byNodes = graphs.get(definition.edges);
    if (byNodes === undefined) {
        byNodes = new WeakMap();
        graphs.set(definition.edges, byNodes);
    }
    let graph = byNodes.get(definition.nodes);
    if (graph === undefined) {
        graph = build(definition);
        byNodes.set(definition.nodes, graph);
    }
    return graph;
}

export const DEFAULT_PORT = "out";
export const INPUT_HANDLE = "in";

export function portOf(edge: Pick<WorkflowEdge, "sourceHandle">): string {
    return edge.sourceHandle ?? DEFAULT_PORT;
}

function build(definition: WorkflowDefinition): Graph {
    const into = new Map<string, WorkflowEdge[]>();
    const outOf = new Map<string, WorkflowEdge[]>();
    const edges = new Map<string, WorkflowEdge>();
    for (const edge of definition.edges) {
        edges.set(edge.id, edge);
        push(into, edge.target, edge);
        push(outOf, edge.source, edge);
    }
    const ins = (node: string) => into.get(node) ?? NONE;
    const outs = (node: string) => outOf.get(node) ?? NONE;
    let order: readonly string[] | undefined;
    let ranks: ReadonlyMap<string, number> | undefined;
    const ordered = () => (order ??= topological(definition, ins, outs));
    return {
        into: ins,
        outOf: outs,
        edge: (id) => edges.get(id),
        get order() {
            return ordered();
        },
        rank: (node) => {
            ranks ??= new Map(ordered().map((id, index) => [id, index]));
            return ranks.get(node) ?? -1;
        },
        upstream: (node) => upstreamOf(definition, node, ins),
        downstream: (node) => closure(node, (id) => outs(id).map((edge) => edge.target))
    };
}

function push(map: Map<string, WorkflowEdge[]>, key: string, edge: WorkflowEdge): void {
    const list = map.get(key);
    if (list === undefined) map.set(key, [edge]);
    else list.push(edge);
}

/** Without the start itself, unless a cycle leads back to it. */
function closure(start: string, next: (id: string) => readonly string[]): ReadonlySet<string> {
    const seen = new Set<string>();
    const open = [...next(start)];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (seen.has(id)) continue;
        seen.add(id);
        open.push(...next(id));
    }
    return seen;
}

function upstreamOf(
    definition: WorkflowDefinition,
    node: string,
    ins: (node: string) => readonly WorkflowEdge[]
): ReadonlySet<string> {
    return closure(node, (id) => {
        const parent = definition.nodes[id]?.parentId;
        const sources = ins(id).map((edge) => edge.source);
        return parent === undefined ? sources : [...sources, parent];
    });
}

/** Kahn's algorithm; among what is ready the upper left goes first. Cycles come last, as they are. */
function topological(
    definition: WorkflowDefinition,
    ins: (node: string) => readonly WorkflowEdge[],
    outs: (node: string) => readonly WorkflowEdge[]
): readonly string[] {
    const left = new Map(Object.keys(definition.nodes).map((id) => [id, ins(id).length]));
    const place = (id: string) => definition.nodes[id]?.position ?? { x: 0, y: 0 };
    const earlier = (one: string, other: string) =>
        place(one).x - place(other).x || place(one).y - place(other).y;
    const order: string[] = [];
    let ready = [...left].flatMap(([id, count]) => (count === 0 ? [id] : [])).sort(earlier);
    while (ready.length > 0) {
        const next: string[] = [];
        for (const id of ready) {
            order.push(id);
            left.delete(id);
            for (const edge of outs(id)) {
                const count = left.get(edge.target);
                if (count === undefined) continue;
                left.set(edge.target, count - 1);
                if (count === 1) next.push(edge.target);
            }
        }
        ready = next.sort(earlier);
    }
    return [...order, ...left.keys()];
}
