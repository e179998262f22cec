import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { portsOf } from "./program.ts";
import type { Body, Edge, Expr, Loop, Node, Program, Scope } from "./program.ts";

/** Draws a workflow from a seed; the same seed gives the same one, for ever. */
export function draw(seed: number): Program {
    const dice = new Dice(seed);
    const counter = { next: 0 };
    const scope = drawScope({ dice, counter, depth: 0, outer: [], loops: [] });
    const last = scope.nodes
        .filter((node) => portsOf(node).includes("out"))
        .filter(({ body }) => body.kind !== "merge" && !isOpaque(body))
        .slice(-3);
    const outputs = last.map(({ id }, index) => ({
        id: `result_${index}`,
        after: id,
        value: { kind: "ref", node: id, path: [], fallback: "nothing" } as const
    }));
    return { scope, outputs, inputs: { tier: dice.pick(["gold", "basic"]), n: dice.below(5) } };
}

class Dice {
    private state: number;
    constructor(seed: number) {
        this.state = (seed * 2654435761) >>> 0;
    }
    below(sides: number): number {
        this.state = (this.state + 0x6d2b79f5) >>> 0;
        let t = this.state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) % sides;
    }
    chance(percent: number): boolean {
        return this.below(100) < percent;
    }
    pick<T>(list: readonly [T, ...T[]]): T {
        return list[this.below(list.length)] ?? list[0];
    }
}

interface Known {
    readonly id: string;
    /** Outputs that are objects with a field `v`. */
    readonly hasV: boolean;
    /** Its output depends on the clock: nobody may read it. */
    readonly opaque: boolean;
    /** Reached through its error port by whoever reads it. */
    readonly branches: boolean;
    /** A variable node: `v_<id>` has no other writer. */
    readonly writes: boolean;
}

interface Drawing {
    readonly dice: Dice;
    readonly counter: { next: number };
    readonly depth: number;
    /** Nodes outside that are certain to have settled. */
    readonly outer: readonly Known[];
    readonly loops: readonly { readonly id: string; readonly loop: Loop }[];
}

const NAMES = ["constructor1", "toString", "valueOf", "hasOwnProperty", "42", "a-b"];

function drawScope(drawing: Drawing): Scope {
    const { dice, counter, depth } = drawing;
    const nodes: Node[] = [];
    /** What has surely settled when the node starts. */
    const sure = new Map<string, ReadonlySet<string>>();
    const known = new Map<string, Known>();
    // One failure of a turn at most goes unhandled: with two, time would decide which is told.
    let mayFail = depth === 0 ? 99 : 1;
    const count = depth === 0 ? 3 + dice.below(8) : 1 + dice.below(4);
    for (let at = 0; at < count; at += 1) {
        const number = counter.next++;
        const id = NAMES[number] ?? `n${number}`;
        const ins = drawEdges(dice, nodes);
        const join = ins.length > 1 && dice.chance(15) ? 1 + dice.below(ins.length) : 0;
        const before = settledBefore(ins, join, sure);
        const readable = [
            ...drawing.outer,
            ...[...before].flatMap((name) => known.get(name) ?? [])
        ];
        const body = drawBody({ ...drawing, outer: readable }, { id, join, ins });
        const on_error = policyOf(dice, body, mayFail);
        if (on_error === "fail") mayFail -= 1;
        nodes.push({ id, body, on_error, join, ins });
        sure.set(id, before);
        known.set(id, {
            id,
            hasV: body.kind === "echo" && body.value.kind === "object",
            opaque:
                isOpaque(body) ||
                (body.kind === "merge" &&
                    ins.some(({ source }) => known.get(source)?.opaque === true)),
            writes: body.kind === "variable",
            branches: on_error === "branch"
        });
    }
    return { nodes: depth === 0 ? nodes : nodes.map((node) => settledEnd(node, nodes)) };
}

/** Times and people are in what these put out, and so in what a loop over them does. */
function isOpaque(body: Body): boolean {
    if (body.kind === "loop") return body.scope.nodes.some((node) => isOpaque(node.body));
    return body.kind === "wait" || body.kind === "ask";
}

/**
 * A branch without an edge at the end of a body would say nothing about the turn's result. What has
 * no other way to be handled becomes something that cannot fail: nothing reads it.
 */
function settledEnd(node: Node, nodes: readonly Node[]): Node {
    const isEnd = nodes.every(({ ins }) => ins.every(({ source }) => source !== node.id));
    if (!isEnd || node.on_error !== "branch") return node;
    if (portsOf(node).includes("out")) return { ...node, on_error: "continue" };
    const value = { kind: "const", value: 1 } as const;
    return { ...node, body: { kind: "echo", value, delay: 0 }, on_error: "continue" };
}

function drawEdges(dice: Dice, nodes: readonly Node[]): Edge[] {
    if (nodes.length === 0 || dice.chance(15)) return [];
    const edges: Edge[] = [];
    const wanted = 1 + dice.below(3);
    for (let at = 0; at < wanted; at += 1) {
        const source = nodes[nodes.length - 1 - dice.below(Math.min(nodes.length, 4))];
        if (source === undefined || edges.some((edge) => edge.source === source.id)) continue;
        const [first, ...more] = portsOf(source);
        if (first !== undefined)
            edges.push({ source: source.id, port: dice.pick([first, ...more]) });
    }
    return edges;
}

function settledBefore(
    ins: readonly Edge[],
    join: number,
    sure: ReadonlyMap<string, ReadonlySet<string>>
): ReadonlySet<string> {
    const sets = ins.map(({ source }) => new Set([source, ...(sure.get(source) ?? [])]));
    const [first = new Set<string>(), ...rest] = sets;
    if (join === 0) return new Set(sets.flatMap((set) => [...set]));
    return rest.reduce((all, set) => new Set([...all].filter((id) => set.has(id))), first);
}

function policyOf(dice: Dice, body: Body, mayFail: number): Node["on_error"] {
    const hasOut = portsOf({ body, on_error: "fail" }).includes("out");
    const roll = dice.below(10);
    if (mayFail > 0 && roll < 5) return "fail";
    return hasOut && roll < 8 ? "continue" : "branch";
}

interface Spot {
    readonly id: string;
    readonly join: number;
    readonly ins: readonly Edge[];
}

function drawBody(drawing: Drawing, spot: Spot): Body {
    const { dice } = drawing;
    const roll = dice.below(100);
    if (roll < 30) return drawEcho(drawing, spot);
    if (roll < 38) return drawFlaky(drawing);
    if (roll < 41) return { kind: "fail", code: dice.pick(["BROKEN", "DECLINED"]) };
    if (roll < 51) return { kind: "conditional", left: leftOf(drawing), right: rightOf(dice) };
    if (roll < 58) return drawSwitch(drawing);
    if (roll < 68 && spot.join === 0 && spot.ins.length > 0)
        return { kind: "merge", mode: dice.pick(["first", "object", "list"]) };
    if (roll < 74 && drawing.loops.every(({ loop }) => loop.concurrency === 1))
        return drawVariable(drawing, spot);
    if (roll < 77) return { kind: "wait", seconds: dice.below(20) / 1000 };
    return drawLong(drawing, spot, roll);
}

function drawLong(drawing: Drawing, spot: Spot, roll: number): Body {
    const { dice, depth } = drawing;
    if (roll < 80) return { kind: "ask" };
    if (roll < 84) return { kind: "call", breaks: dice.chance(25), value: drawExpr(drawing) };
    if (roll < 96 && depth < 3) return drawLoop(drawing, spot);
    return drawEcho(drawing, spot);
}

function drawEcho(drawing: Drawing, spot: Spot): Body {
    const { dice } = drawing;
    const delay = dice.chance(15) ? 1 + dice.below(15) : 0;
    const value = drawExpr(drawing);
    const fields: (readonly [string, Expr])[] = [
        ["v", value],
        ["by", { kind: "const", value: spot.id }]
    ];
    return { kind: "echo", delay, value: dice.chance(60) ? { kind: "object", fields } : value };
}

function drawFlaky(drawing: Drawing): Body {
    const { dice } = drawing;
    return {
        kind: "flaky",
        value: drawExpr(drawing),
        times: 1 + dice.below(2),
        attempts: 1 + dice.below(3),
        retryable: dice.chance(70),
        code: "BROKEN"
    };
}

function drawSwitch(drawing: Drawing): Body {
    const { dice } = drawing;
    const cases = ["gold", "low", "zero"].slice(0, 1 + dice.below(3)).map((id, index) => ({
        id,
        equals: index === 0 ? "gold" : rightOf(dice)
    }));
    return { kind: "switch", mode: dice.pick(["first", "all"]), value: leftOf(drawing), cases };
}

function drawVariable(drawing: Drawing, { id }: Spot): Body {
    const { dice } = drawing;
    const name = `v_${id}`;
    const operation = dice.pick(["set", "append", "increment"] as const);
    const value: Expr =
        operation === "increment" ? { kind: "const", value: 1 + dice.below(3) } : drawExpr(drawing);
    return { kind: "variable", operation, name, value };
}

function drawLoop(drawing: Drawing, { id }: Spot): Body {
    const { dice } = drawing;
    const mode = dice.pick(["each", "each", "times", "while", "until"] as const);
    const counted = mode === "each" || mode === "times";
    const concurrency = mode === "each" && dice.chance(50) ? 2 + dice.below(3) : 1;
    const common = { collect: dice.chance(60), concurrency };
    const count = dice.below(4);
    const items = Array.from({ length: count }, (_, index) => dice.pick<Json>([index, "gold", 7]));
    const loop: Loop =
        mode === "each"
            ? { ...common, mode, items }
            : { ...common, mode, count: counted ? count : dice.below(3) };
    const scope = drawScope({
        ...drawing,
        depth: drawing.depth + 1,
        loops: [...drawing.loops, { id, loop }]
    });
    return { kind: "loop", loop, scope };
}

function leftOf(drawing: Drawing): Expr {
    const { dice, loops } = drawing;
    const loop = loops.at(-1);
    if (loop !== undefined && dice.chance(60)) {
        const what = loop.loop.mode === "each" && dice.chance(50) ? "item" : "index";
        return { kind: "loop", node: loop.id, what };
    }
    return drawExpr(drawing);
}

function rightOf(dice: Dice): Json {
    return dice.pick<Json>([0, 1, "gold", "basic", 7]);
}

function drawExpr(drawing: Drawing): Expr {
    const { dice, loops, outer } = drawing;
    const roll = dice.below(100);
    if (roll < 15) return { kind: "const", value: dice.pick<Json>([1, "gold", true, 0, "x"]) };
    if (roll < 25) return { kind: "ref", node: "start", path: [dice.pick(["tier", "n"])] };
    const loop = loops.at(-1);
    if (loop !== undefined && roll < 50) {
        const isEach = loop.loop.mode === "each";
        return { kind: "loop", node: loop.id, what: isEach && roll < 40 ? "item" : "index" };
    }
    const [first, ...more] = outer.filter(({ opaque }) => !opaque);
    if (first === undefined) return { kind: "const", value: 3 };
    return drawRead(dice, dice.pick([first, ...more]));
}

function drawRead(dice: Dice, source: Known): Expr {
    if (source.writes && dice.chance(50))
        return { kind: "var", name: `v_${source.id}`, fallback: "unset" };
    if (source.branches && dice.chance(30)) return { kind: "error", node: source.id };
    const path = source.hasV && dice.chance(60) ? ["v"] : [];
    const fallback = dice.chance(85) ? { fallback: dice.pick<Json>(["none", 0, false]) } : {};
    const ref: Expr = { kind: "ref", node: source.id, path, ...fallback };
    return dice.chance(15) ? { kind: "text", before: "is ", value: ref } : ref;
}
