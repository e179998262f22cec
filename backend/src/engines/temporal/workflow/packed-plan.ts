import type {
    Plan,
    PlanEdge,
    PlanNode,
    PlanOutput,
    PlanScope,
    PlanSettings
} from "@flowmaestro/shared/orchestrator/plan.ts";

/**
 * A plan as it stands in histories: its graph, its policies and its labels, written as short as JSON
 * can be. No node's config, and of edges only what they join.
 */
export interface PackedPlan {
    /** What many nodes have in common. */
    readonly kinds: readonly Kind[];
    readonly nodes: readonly PackedNode[];
    /** Ports edges leave by; most leave by the first. */
    readonly ports: readonly string[];
    readonly edges: readonly PackedEdge[];
    readonly scopes: readonly PlanScope[];
    readonly outputs: readonly PlanOutput[];
    readonly settings: PlanSettings;
}

export type Kind = Pick<
    PlanNode,
    | "type"
    | "join"
    | "losers"
    | "on_error"
    | "retry"
    | "timeout_ms"
    | "effect"
    | "lane"
    | "locks"
    | "scope"
    | "body"
>;

/** Label: 0 where it is the id. */
export type PackedNode = readonly [kind: number, id: string, label: string | 0];

/** Port: 0 may be left out. 1: dead from the start. */
export type PackedEdge =
    | readonly [source: number, target: number]
    | readonly [source: number, target: number, port: number]
    | readonly [source: number, target: number, port: number, dead: 1];

const NO_KIND: Kind = {
    type: "",
    scope: 0,
    body: null,
    join: 0,
    losers: "run",
    on_error: "fail",
    retry: { attempts: 1, initial_ms: 0, multiplier: 1, max_ms: 0, jitter: false },
    timeout_ms: null,
    effect: "pure",
    lane: "inline",
    locks: []
};

/** Edges are in the order of the document, so a node's own are too. */
export function unpack(packed: PackedPlan): Plan {
    const { kinds, ports, scopes, outputs, settings } = packed;
    const ins: number[][] = packed.nodes.map(() => []);
    const outs: number[][] = packed.nodes.map(() => []);
    const edges = packed.edges.map(([source, target, port = 0, dead], index): PlanEdge => {
        outs[source]?.push(index);
        ins[target]?.push(index);
        const edge = { id: "", source, target, port: ports[port] ?? "out" };
        return dead === 1 ? { ...edge, dead: "disabled" } : edge;
    });
    const slots = new Map<number, number>();
    for (const scope of scopes) scope.nodes.forEach((node, slot) => slots.set(node, slot));
    const nodes = packed.nodes.map(([kind, id, label], index): PlanNode => ({
        ...(kinds[kind] ?? NO_KIND),
        id,
        label: label === 0 ? id : label,
        slot: slots.get(index) ?? 0,
        ins: ins[index] ?? [],
        outs: outs[index] ?? [],
        config: null,
        reads: []
    }));
    return { format: 1, nodes, edges, scopes, outputs, settings };
}
