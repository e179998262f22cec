import type { Plan, PlanEdge, PlanNode, PlanScope } from "../plan.ts";
import type { Answer } from "./reference.ts";

/**
 * Random plans: forward edges only, so acyclic by construction; several ports, dead edges, joins,
 * policies, locks, caps, containers in containers, a cleanup lane, and names that objects have anyway.
 *
 * A plan is drawn from a list of numbers, which property tests shrink and simulators seed; where the
 * list ends, zeros follow, and zero is always the simplest choice.
 */
export interface PlanOptions {
    /** Without them the result does not depend on who is first. */
    readonly losers?: boolean;
    readonly containers?: boolean;
    readonly maxNodes?: number;
    readonly cleanup?: boolean;
    /** Some executions run out of tokens or turns. */
    readonly budgets?: boolean;
}

const NAMES = ["constructor", "toString", "hasOwnProperty", "valueOf", "1", "42", "a-b", "collect"];
const PORTS = ["out", "true", "false", "error"] as const;
const POLICIES = ["branch", "fail", "continue"] as const;
const LOCKS = ["x", "y", "__proto__"] as const;

interface NodeDraw {
    readonly container: boolean;
    /** Which open scope it goes into, counted from the innermost. */
    readonly up: number;
    readonly sources: readonly {
        readonly back: number;
        readonly port: string;
        readonly dead: boolean;
    }[];
    readonly join: number;
    readonly cancel: boolean;
    readonly on_error: PlanNode["on_error"];
    readonly locks: readonly string[];
    readonly output: boolean;
}

export function randomPlan(numbers: readonly number[], options: PlanOptions = {}): Plan {
    let at = 0;
    const below = (sides: number) => (numbers[at++] ?? 0) % sides;
    const count = 1 + below(options.maxNodes ?? 12);
    const concurrency = 1 + below(4);
    const sweeps = options.cleanup === true && below(2) === 1;
    const draws = Array.from({ length: count }, () => drawNode(below, options));
    const lane = Array.from({ length: sweeps ? 3 : 0 }, () => drawNode(below, options));
    const plan = assemble(draws, concurrency, lane);
    if (options.budgets !== true || below(6) !== 1) return plan;
    const budget = { tokens: 2 + below(20), turns: 1 + below(6) };
    return { ...plan, settings: { ...plan.settings, budget } };
}

function drawNode(below: (sides: number) => number, options: PlanOptions): NodeDraw {
    return {
        container: below(5) === 1 && options.containers !== false,
        up: below(3),
        sources: Array.from({ length: below(4) }, () => ({
            back: below(6),
            // Half of all edges leave by `out`.
            port: PORTS[Math.max(0, below(7) - 3)] ?? "out",
            dead: below(15) === 1
        })),
        join: Math.max(0, below(5) - 2),
        cancel: below(2) === 1 && options.losers !== false,
        on_error: POLICIES[below(3)] ?? "fail",
        locks: LOCKS.filter(() => below(5) === 1),
        output: below(4) === 1
    };
}

interface Draft {
    readonly draw: NodeDraw;
    readonly scope: number;
    body: number | null;
}

function assemble(
    draws: readonly NodeDraw[],
    concurrency: number,
    lane: readonly NodeDraw[]
): Plan {
    const drafts: Draft[] = [];
    const scopes: { container: number | null; parent: number | null }[] = [
        { container: null, parent: null }
    ];
    const open = [0];
    for (const draw of draws) {
        const scope = open[Math.max(0, open.length - 1 - draw.up)] ?? 0;
        drafts.push({ draw, scope, body: null });
        if (draw.container && scopes.length < 5) open.push(openBody(drafts, scopes));
    }
    // A body is never empty: `compile` refuses that.
    scopes.forEach((_, scope) => {
        if (scope > 0 && drafts.every((draft) => draft.scope !== scope)) {
            drafts.push({ draw: LEAF, scope, body: null });
        }
    });
    const cleanup = lane.length > 0 ? drafts.push({ draw: LEAF, scope: 0, body: null }) - 1 : null;
    for (const draw of lane) drafts.push({ draw, scope: 0, body: null });
    return planOf({ drafts, scopes, cleanup, concurrency });
}

const LEAF: NodeDraw = {
    container: false,
    up: 0,
    sources: [],
    join: 0,
    cancel: false,
    on_error: "fail",
    locks: [],
    output: false
};

function openBody(
    drafts: Draft[],
    scopes: { container: number | null; parent: number | null }[]
): number {
    const container = drafts.length - 1;
    const draft = drafts[container];
    const body = scopes.push({ container, parent: draft?.scope ?? 0 }) - 1;
    if (draft !== undefined) draft.body = body;
    return body;
}

interface Assembled {
    readonly drafts: readonly Draft[];
    readonly scopes: readonly { container: number | null; parent: number | null }[];
    readonly cleanup: number | null;
    readonly concurrency: number;
}

function planOf({ drafts, scopes, cleanup, concurrency }: Assembled): Plan {
    const edges = edgesOf(drafts, cleanup);
    const members = scopes.map((_, scope) =>
        drafts.flatMap((draft, index) => (draft.scope === scope ? [index] : []))
    );
    const nodes = drafts.map((draft, index): PlanNode => {
        const ins = where(edges, (edge) => edge.target === index);
        return {
            id: NAMES[index] ?? `n${index}`,
            type: draft.body === null ? "echo" : "loop",
            label: `n${index}`,
            scope: draft.scope,
            slot: members[draft.scope]?.indexOf(index) ?? 0,
            body: draft.body,
            ins,
            outs: where(edges, (edge) => edge.source === index),
            join: Math.min(draft.draw.join, ins.length),
            losers: draft.draw.cancel ? "cancel" : "run",
            on_error: draft.draw.on_error,
            retry: { attempts: 1, initial_ms: 1000, multiplier: 2, max_ms: 60_000, jitter: true },
            timeout_ms: null,
            effect: "pure",
            lane: "inline",
            locks: draft.draw.locks,
            config: {},
            reads: []
        };
    });
    return {
        format: 1,
        nodes,
        edges,
        scopes: scopes.map((scope, index): PlanScope => ({
            ...scope,
            nodes: members[index] ?? [],
            roots: (members[index] ?? []).filter(
                (node) => node !== cleanup && nodes[node]?.ins.length === 0
            )
        })),
        outputs: drafts.flatMap((draft, node) =>
            draft.scope === 0 && draft.draw.output ? [{ node, name: `o${node % 3}` }] : []
        ),
        settings: { timeout_ms: 3_600_000, concurrency, budget: { turns: 100_000 }, cleanup }
    };
}

function edgesOf(drafts: readonly Draft[], cleanup: number | null): PlanEdge[] {
    const edges: PlanEdge[] = [];
    const add = (edge: Omit<PlanEdge, "id">) => edges.push({ id: `e${edges.length}`, ...edge });
    drafts.forEach(({ draw, scope }, target) => {
        // The cleanup lane and the rest stay apart; the lane's first edge makes a node one of it.
        const inLane = cleanup !== null && target > cleanup;
        const mine = drafts.flatMap((draft, at) => {
            if (draft.scope !== scope || at >= target || at === cleanup) return [];
            return inLane && at < cleanup ? [] : [at];
        });
        if (inLane) add({ source: cleanup, port: "out", target });
        const seen = new Set<string>();
        for (const { back, port, dead } of draw.sources) {
            const source = mine.at(-1 - (back % Math.max(1, mine.length)));
            if (source === undefined || seen.has(`${source}:${port}`)) continue;
            seen.add(`${source}:${port}`);
            add({ source, port, target, ...(dead ? { dead: "disabled" as const } : {}) });
        }
    });
    return edges;
}

function where(edges: readonly PlanEdge[], test: (edge: PlanEdge) => boolean): number[] {
    return edges.flatMap((edge, index) => (test(edge) ? [index] : []));
}

/** What every run answers, as a function of its id: so the order of things cannot change it. */
export function answersOf(plan: Plan, seed: number): (id: string) => Answer {
    const containers = new Map(plan.nodes.map((node) => [node.id, node.body !== null]));
    return (id) => {
        const dice = hash(`${seed}:${id}`);
        if (id.includes("?")) {
            const index = Number(id.slice(id.lastIndexOf("?") + 1));
            if (dice % 17 === 0) return { kind: "failed" };
            return { kind: "again", again: index < 3 && dice % 4 !== 0 };
        }
        if (dice % 7 === 0) return { kind: "failed" };
        const last = id.slice(id.lastIndexOf("/") + 1);
        const collects = last === "collect" && !id.slice(0, -"/collect".length).endsWith("]");
        if (containers.get(last) === true && !(collects && id !== "collect")) {
            const collect = dice % 2 === 0;
            if (dice % 3 === 0) return { kind: "while", collect };
            return { kind: "turns", turns: (dice >>> 4) % 4, collect };
        }
        const port = PORTS[(dice >>> 8) % 5] ?? "out";
        return { kind: "done", ports: port === "true" ? ["true", "out"] : [port] };
    };
}

function hash(text: string): number {
    let h = 2166136261;
    for (let at = 0; at < text.length; at += 1) {
        h = Math.imul(h ^ text.charCodeAt(at), 16777619) >>> 0;
    }
    return (h ^ (h >>> 13)) >>> 0;
}
