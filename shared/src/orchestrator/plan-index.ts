import type { Plan } from "./plan.ts";

/**
 * What is worked out once per plan and read at every fact. It is kept beside the plan, never in it
 * or in a state: both stay plain JSON, and a plan read from a row gets its own.
 */
export interface PlanIndex {
    /** The node's index. A map behind it, since a node may be called `constructor`. */
    readonly byId: (id: string) => number | undefined;
    readonly scope: (scope: number) => ScopeIndex;
    /** Places in `plan.outputs`, by node. */
    readonly outputs: ReadonlyMap<number, readonly number[]>;
    /** The cleanup node and what follows it. */
    readonly lane: ReadonlySet<number>;
    /**
     * Lock keys in one order for all, so that two instances never wait for each other. A container
     * takes none: what is inside would wait for it, or for another container, for ever.
     */
    readonly locks: (node: number) => readonly string[];
}

export interface ScopeIndex {
    /** A zero by slot, to be copied into new frames. */
    readonly zeros: readonly number[];
    /** By slot: incoming edges that are dead from the start. */
    readonly dead: readonly number[];
    /** Members that have to settle before the scope ends: all but the cleanup lane. */
    readonly counted: number;
    /** Members a new frame has to look at: the roots, and what dead edges decide. */
    readonly first: readonly number[];
}

const indexes = new WeakMap<Plan, PlanIndex>();

export function indexOf(plan: Plan): PlanIndex {
    let index = indexes.get(plan);
    if (index === undefined) {
        index = buildIndex(plan);
        indexes.set(plan, index);
    }
    return index;
}

function buildIndex(plan: Plan): PlanIndex {
    const byId = new Map(plan.nodes.map((node, index) => [node.id, index]));
    const lane = laneOf(plan);
    const scopes = plan.scopes.map((_, scope) => scopeIndex(plan, scope, lane));
    const outputs = new Map<number, number[]>();
    plan.outputs.forEach(({ node }, place) => {
        outputs.set(node, [...(outputs.get(node) ?? []), place]);
    });
    const locks = plan.nodes.map((node) =>
        node.body === null ? [...new Set(node.locks)].sort().map((name) => `#${name}`) : []
    );
    const none: readonly string[] = [];
    const nowhere: ScopeIndex = { zeros: [], dead: [], counted: 0, first: [] };
    return {
        byId: (id) => byId.get(id),
        scope: (scope) => scopes[scope] ?? nowhere,
        outputs,
        lane,
        locks: (node) => locks[node] ?? none
    };
}

function scopeIndex(plan: Plan, scope: number, lane: ReadonlySet<number>): ScopeIndex {
    const { nodes = [], roots = [] } = plan.scopes[scope] ?? {};
    const dead = nodes.map((node) =>
        (plan.nodes[node]?.ins ?? []).reduce(
            (sum, edge) => (plan.edges[edge]?.dead === undefined ? sum : sum + 1),
            0
        )
    );
    const counted = nodes.filter((node) => !lane.has(node));
    const isRoot = new Set(roots);
    return {
        zeros: nodes.map(() => 0),
        dead,
        counted: counted.length,
        first: counted.filter((node) => {
            const slot = plan.nodes[node]?.slot ?? 0;
            return isRoot.has(node) || (dead[slot] ?? 0) > 0;
        })
    };
}

function laneOf(plan: Plan): ReadonlySet<number> {
    const lane = new Set<number>();
    if (plan.settings.cleanup !== null) lane.add(plan.settings.cleanup);
    // A set visits what is added while it is walked: this is the closure along the edges.
    for (const node of lane) {
        for (const edge of plan.nodes[node]?.outs ?? []) {
            const target = plan.edges[edge]?.target;
            if (target !== undefined) lane.add(target);
        }
    }
    return lane;
}
