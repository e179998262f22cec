import type { Plan, PlanEdge, PlanNode, PlanScope, PlanSettings } from "../plan.ts";

/**
 * Draws a plan from text, for tests of every package.
 *
 *     a -> b -> c            edges by the port `out`; nodes are numbered as they are first named
 *     a:true -> b            an edge by another port (`a:error` makes `a` branch unless it says else)
 *     a -/-> b               an edge that is dead from the start ("disabled")
 *     t(any), t(2 cancel)    join: any, at least 2; losers are cancelled
 *     a(continue)            on_error: fail, continue, branch
 *     a(lock=var:x)          a lock; a(output), a(output=name): an output of the execution
 *     a(cleanup)             the cleanup node
 *     each { x -> y }        a container with its body, to any depth
 *
 * Statements are separated by line ends, `,` or `;`. What text cannot say comes by `overrides`.
 */
export interface PlanOverrides {
    readonly nodes?: { readonly [id: string]: Partial<PlanNode> };
    readonly settings?: Partial<PlanSettings>;
}

export function buildPlan(text: string, overrides: PlanOverrides = {}): Plan {
    const draft: Draft = {
        nodes: [],
        byId: new Map(),
        edges: [],
        scopes: [{ container: null, parent: null }],
        outputs: [],
        cleanup: null
    };
    readStatements(draft, text);
    return finish(draft, overrides);
}

interface Draft {
    readonly nodes: DraftNode[];
    readonly byId: Map<string, DraftNode>;
    readonly edges: PlanEdge[];
    readonly scopes: { container: number | null; parent: number | null }[];
    readonly outputs: { node: number; name: string }[];
    cleanup: number | null;
}

interface DraftNode {
    readonly id: string;
    readonly index: number;
    readonly scope: number;
    body: number | null;
    join: number;
    losers: "run" | "cancel";
    on_error: "fail" | "continue" | "branch" | null;
    readonly locks: string[];
}

const ARROW = "->";
const DEAD_ARROW = "-/->";

function readStatements(draft: Draft, text: string): void {
    // Braces and separators stand alone as tokens; a parenthesis belongs to its node.
    const tokens =
        text.match(/-\/->|->|[{},;\n]|[A-Za-z0-9_-]*[A-Za-z0-9_](\([^)]*\))?(:[\w-]+)?/g) ?? [];
    const scopes = [0];
    let source: { node: DraftNode; port: string } | null = null;
    let arrow: string | null = null;
    let last: DraftNode | null = null;
    for (const token of tokens) {
        if (token === ARROW || token === DEAD_ARROW) {
            arrow = token;
        } else if (token === "{") {
            if (last === null) throw new Error(`A body needs a container before it: ${text}`);
            scopes.push(openBody(draft, last));
        } else if (token === "}") {
            scopes.pop();
            source = null;
        } else if (/^[,;\n]$/.test(token)) {
            source = null;
            arrow = null;
        } else {
            const { node, port } = readNode(draft, token, scopes.at(-1) ?? 0);
            if (source !== null && arrow !== null) addEdge(draft, source, node, arrow);
            source = { node, port };
            last = node;
            arrow = null;
        }
    }
}

function openBody(draft: Draft, container: DraftNode): number {
    container.body ??=
        draft.scopes.push({ container: container.index, parent: container.scope }) - 1;
    return container.body;
}

function readNode(draft: Draft, token: string, scope: number): { node: DraftNode; port: string } {
    const match = /^([\w-]+)(?:\(([^)]*)\))?(?::([\w-]+))?$/.exec(token);
    if (match === null) throw new Error(`Not a node: ${token}`);
    const [, id = "", words = "", port = "out"] = match;
    let node = draft.byId.get(id);
    if (node === undefined) {
        const index = draft.nodes.length;
        node = { id, index, scope, body: null, join: 0, losers: "run", on_error: null, locks: [] };
        draft.nodes.push(node);
        draft.byId.set(id, node);
    }
    for (const word of words.split(/\s+/)) readWord(draft, node, word);
    return { node, port };
}

function readWord(draft: Draft, node: DraftNode, word: string): void {
    const [key = "", value] = word.split("=");
    if (key === "any") node.join = 1;
    else if (/^\d+$/.test(key)) node.join = Number(key);
    else if (key === "cancel") node.losers = "cancel";
    else if (key === "fail" || key === "continue" || key === "branch") node.on_error = key;
    else if (key === "lock" && value !== undefined) node.locks.push(value);
    else if (key === "output") draft.outputs.push({ node: node.index, name: value ?? node.id });
    else if (key === "cleanup") draft.cleanup = node.index;
    else if (key !== "") throw new Error(`Unknown word at node ${node.id}: ${word}`);
}

function addEdge(
    draft: Draft,
    source: { node: DraftNode; port: string },
    target: DraftNode,
    arrow: string
): void {
    draft.edges.push({
        id: `e${draft.edges.length + 1}`,
        source: source.node.index,
        port: source.port,
        target: target.index,
        ...(arrow === DEAD_ARROW ? { dead: "disabled" as const } : {})
    });
}

function finish(draft: Draft, overrides: PlanOverrides): Plan {
    const scopes: PlanScope[] = draft.scopes.map((scope, index) => {
        const members = draft.nodes.filter((node) => node.scope === index).map((n) => n.index);
        const roots = members.filter(
            (node) => node !== draft.cleanup && draft.edges.every((edge) => edge.target !== node)
        );
        return { ...scope, nodes: members, roots };
    });
    const nodes = draft.nodes.map((node): PlanNode => {
        const outs = edgesWhere(draft, (edge) => edge.source === node.index);
        const branches = outs.some((edge) => draft.edges[edge]?.port === "error");
        return {
            id: node.id,
            type: node.body === null ? "echo" : "loop",
            label: node.id,
            scope: node.scope,
            slot: scopes[node.scope]?.nodes.indexOf(node.index) ?? 0,
            body: node.body,
            ins: edgesWhere(draft, (edge) => edge.target === node.index),
            outs,
            join: node.join,
            losers: node.losers,
            on_error: node.on_error ?? (branches ? "branch" : "fail"),
            retry: { attempts: 1, initial_ms: 1000, multiplier: 2, max_ms: 60_000, jitter: true },
            timeout_ms: null,
            effect: "pure",
            lane: "inline",
            locks: node.locks,
            config: {},
            reads: [],
            ...overrides.nodes?.[node.id]
        };
    });
    return {
        format: 1,
        nodes,
        edges: draft.edges,
        scopes,
        outputs: draft.outputs,
        settings: {
            timeout_ms: 86_400_000,
            concurrency: 10,
            budget: { turns: 100_000 },
            cleanup: draft.cleanup,
            ...overrides.settings
        }
    };
}

function edgesWhere(draft: Draft, test: (edge: PlanEdge) => boolean): number[] {
    return draft.edges.flatMap((edge, index) => (test(edge) ? [index] : []));
}
