import type { Json } from "./values.ts";

/**
 * What an execution runs: a compiled, immutable graph. Numbers inside, names outside: a node, an edge
 * and a scope are known by their index here; ids and labels are for people and for instance ids.
 */
export interface Plan {
    readonly format: 1;
    readonly nodes: readonly PlanNode[];
    readonly edges: readonly PlanEdge[];
    /** Scope 0 is the top level; every container has one of its own. */
    readonly scopes: readonly PlanScope[];
    /** Whose results are the execution's outputs, in order of node id. */
    readonly outputs: readonly PlanOutput[];
    readonly settings: PlanSettings;
}

export interface PlanScope {
    /** The container node, null at the top. */
    readonly container: number | null;
    readonly parent: number | null;
    /** Members in order of id: a map has no order every store keeps. A node's `slot` is its place here. */
    readonly nodes: readonly number[];
    /** Members without incoming edges (the cleanup node apart). */
    readonly roots: readonly number[];
}

export interface PlanNode {
    readonly id: string;
    readonly type: string;
    readonly label: string;
    readonly scope: number;
    readonly slot: number;
    /** The scope a container holds, null for every other node. */
    readonly body: number | null;
    /** Edge indices in document order. */
    readonly ins: readonly number[];
    readonly outs: readonly number[];
    /** 0: all incoming edges settled and one live. k ≥ 1: the k-th live edge starts the node. */
    readonly join: number;
    readonly losers: "run" | "cancel";
    readonly on_error: "fail" | "continue" | "branch";
    readonly retry: RetryPolicy;
    /** One attempt; null where a deadline of the node's own counts. */
    readonly timeout_ms: number | null;
    readonly effect: Effect;
    readonly lane: Lane;
    readonly locks: readonly string[];
    /** The node's data, templates unresolved; the host resolves it for each run. */
    readonly config: Json;
    /** Ids of the nodes that the config refers to. */
    readonly reads: readonly string[];
    /** What of it is kept from everybody's eyes; absent where nothing is. */
    readonly secret?: PlanSecret;
}

export interface PlanSecret {
    /** What it puts out is or holds a secret. */
    readonly output?: true;
    /** Top-level fields of the config that a secret is put into. */
    readonly fields?: readonly string[];
}

export interface PlanEdge {
    readonly id: string;
    /** -1 where the edge is dead: its source, the first of `via`, is disabled and not in the plan. */
    readonly source: number;
    readonly port: string;
    readonly target: number;
    /** Where the original source of a compiled-away node was joined through. */
    readonly via?: readonly string[];
    /** Set where the edge can never be live, with the reason ("disabled"). */
    readonly dead?: "disabled";
}

export interface PlanOutput {
    readonly node: number;
    readonly name: string;
}

export interface PlanSettings {
    readonly timeout_ms: number;
    /** Runs open at once. */
    readonly concurrency: number;
    readonly budget: {
        readonly cost_usd?: number;
        readonly tokens?: number;
        readonly turns: number;
    };
    readonly cleanup: number | null;
    /** Names of the execution's inputs that are secret; absent where nothing in the plan is. */
    readonly secrets?: readonly string[];
}

export interface RetryPolicy {
    /** In all, the first included. */
    readonly attempts: number;
    readonly initial_ms: number;
    readonly multiplier: number;
    readonly max_ms: number;
    readonly jitter: boolean;
}

/** What a repeated delivery may do outside. */
export type Effect = "pure" | "read" | "write" | "unsafe";

/** Where a run is performed: `inline` on the host's thread, `pure` in a worker thread, the rest outside. */
export type Lane = "inline" | "pure" | "io" | "llm" | "code";
