import type { Json } from "../../orchestrator/values.ts";
import type {
    Effect,
    Plan,
    PlanEdge,
    PlanNode,
    PlanScope,
    RetryPolicy
} from "../../orchestrator/plan.ts";
import type { WorkflowDefinition } from "../document.ts";
import { languageOf, mapFields } from "../config/fields.ts";
import { formOf } from "../form.ts";
import { renameReferences } from "../templates/references.ts";
import { referencesIn } from "./check-references.ts";
import { outputsOf } from "./check-workflow.ts";
import type { Analysis } from "./analysis.ts";
import { errorPolicyOf, joinOf } from "./graph.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { secretInputs, secretOf } from "./secrets.ts";

/**
 * The plan of a graph without errors. Nodes stand in order of id, edges in the order of the document:
 * the same definition gives the same bytes, however its store keeps the keys of objects.
 */
export function planOf({ graph, types }: Pick<Analysis, "graph" | "types">): Plan {
    const nodes = [...graph.nodes.values()];
    const index = new Map(nodes.map(({ id }, at) => [id, at]));
    const containers = nodes.filter(({ type }) => type?.container === true);
    const scope = new Map<string | null, number>([[null, 0]]);
    for (const { id } of containers) scope.set(id, scope.size);

    const cleanup = index.get(graph.definition.settings?.cleanup ?? "") ?? null;
    const edges = graph.edges.map((edge): PlanEdge => {
        const { source } = edge;
        return {
            id: edge.id,
            source: source === null ? NO_NODE : (index.get(source) ?? NO_NODE),
            port: edge.port,
            target: index.get(edge.target) ?? NO_NODE,
            ...(edge.via.length > 0 ? { via: edge.via } : {}),
            ...(source === null ? { dead: "disabled" as const } : {})
        };
    });
    const edgeIndex = new Map(graph.edges.map((edge, at) => [edge, at]));
    const places = { index, scope, edgeIndex };
    return {
        format: 1,
        nodes: nodes.map((node) => {
            const secret = secretOf(node, types);
            const planned = planNode(node, graph, places);
            return secret === null ? planned : { ...planned, secret };
        }),
        edges,
        scopes: [null, ...containers].map((container): PlanScope => {
            const members = graph.members.get(container?.id ?? null) ?? [];
            const at = members.map((id) => index.get(id) ?? NO_NODE);
            return {
                container: container === null ? null : (index.get(container.id) ?? NO_NODE),
                parent: container === null ? null : (scope.get(container.parent) ?? 0),
                nodes: at,
                roots: at.filter((node) => node !== cleanup && nodes[node]?.ins.length === 0)
            };
        }),
        outputs: outputsOf(graph).map(({ node, name }) => ({
            node: index.get(node.id) ?? 0,
            name
        })),
        settings: { ...settingsOf(graph.definition, cleanup), ...secretInputs(types) }
    };
}

/** A dead edge comes from a disabled node, the first of `via`, which is not in the plan. */
const NO_NODE = -1;

interface Places {
    readonly index: ReadonlyMap<string, number>;
    readonly scope: ReadonlyMap<string | null, number>;
    readonly edgeIndex: ReadonlyMap<GraphNode["ins"][number], number>;
}

function planNode(node: GraphNode, graph: Graph, places: Places): PlanNode {
    const { id, type, label } = node;
    const policy = node.node.policy ?? {};
    const edgesAt = (edges: GraphNode["ins"]) =>
        edges.map((edge) => places.edgeIndex.get(edge) ?? 0);
    const effect = effectOf(node);
    const seconds = policy.timeout_seconds ?? type?.timeout_seconds ?? null;
    const config = configOf(node, graph);
    return {
        id,
        type: node.node.type,
        label,
        scope: places.scope.get(node.parent) ?? 0,
        slot: (graph.members.get(node.parent) ?? []).indexOf(id),
        body: places.scope.get(id) ?? null,
        ins: edgesAt(node.ins),
        outs: edgesAt(node.outs),
        join: joinOf(node),
        losers: policy.losers ?? "run",
        on_error: errorPolicyOf(node),
        retry: retryOf(policy.retry, effect),
        timeout_ms: seconds === null ? null : Math.round(seconds * 1000),
        effect,
        lane: laneOf(node),
        locks: locksOf(node),
        config,
        reads: readsOf(node, graph)
    };
}

/** What names a disabled node that was joined reads the node before it. */
function configOf(node: GraphNode, graph: Graph): Json {
    if (node.type === undefined) return node.data;
    const renames = [...new Set(referencesIn(node).map(({ root }) => root))].flatMap((root) => {
        const source = graph.disabled.get(root) ?? null;
        return source === null ? [] : [[root, source] as const];
    });
    if (renames.length === 0) return node.data;
    return mapFields(formOf(node.type), node.data, ({ field, value }) =>
        languageOf(field) === "literal"
            ? value
            : renames.reduce((at, [from, to]) => renameReferences(at, from, to), value)
    );
}

function readsOf(node: GraphNode, graph: Graph): string[] {
    const ids = referencesIn(node).map(({ root }) => graph.disabled.get(root) ?? root);
    return [...new Set(ids)].filter((id) => graph.nodes.has(id)).sort();
}

function effectOf({ type, config }: GraphNode): Effect {
    if (type === undefined) return "unsafe";
    if (typeof type.effect !== "function") return type.effect;
    // Not known before its references are: the careful answer.
    return config === undefined ? "unsafe" : type.effect(config);
}

function laneOf({ type, config }: GraphNode): PlanNode["lane"] {
    if (type === undefined) return "io";
    if (typeof type.lane !== "function") return type.lane;
    return config === undefined ? "io" : type.lane(config);
}

/** Only names that are known now: two that meet by a reference take their chance. */
function locksOf({ type, config }: GraphNode): readonly string[] {
    const locks = config === undefined ? [] : (type?.locks?.(config) ?? []);
    return [...new Set(locks)].filter((lock) => !lock.includes("${"));
}

const DEFAULT_ATTEMPTS = 3;
const DEFAULT_MAX_MS = 60_000;

function retryOf(stated: Partial<RetryPolicy> = {}, effect: Effect): RetryPolicy {
    const initial = stated.initial_ms ?? 1_000;
    return {
        attempts:
            stated.attempts ?? (effect === "read" || effect === "write" ? DEFAULT_ATTEMPTS : 1),
        initial_ms: initial,
        multiplier: stated.multiplier ?? 2,
        max_ms: stated.max_ms ?? Math.max(DEFAULT_MAX_MS, initial),
        jitter: stated.jitter ?? true
    };
}

function settingsOf(
    { settings = {} }: WorkflowDefinition,
    cleanup: number | null
): Plan["settings"] {
    const { cost_usd, tokens, turns = 100_000 } = settings.budget ?? {};
    return {
        timeout_ms: Math.round((settings.timeout_seconds ?? 86_400) * 1000),
        concurrency: settings.concurrency ?? 10,
        budget: {
            ...(cost_usd === undefined ? {} : { cost_usd }),
            ...(tokens === undefined ? {} : { tokens }),
            turns
        },
        cleanup
    };
}
