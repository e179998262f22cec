import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { approves } from "./program.ts";
import type { Edge, Expr, Loop, Node, Program, Scope } from "./program.ts";

/**
 * What becomes of a program when there is no engine: no time, no order but that of the graph, no log.
 * A failing scope is walked to its end here; what a real one still reaches depends on time.
 */
export interface Prediction {
    readonly status: "completed" | "failed";
    /** Of instances in scopes that did not fail. */
    readonly instances: ReadonlyMap<string, Ending>;
    readonly outputs: { readonly [name: string]: Json };
    /** Whose failure may be told as the execution's. */
    readonly culprits: readonly string[];
}

export interface Ending {
    readonly status: "completed" | "failed" | "skipped";
    readonly ports: readonly string[];
    /** Absent: it has none, or one that nobody can foretell (a time, a person). */
    readonly output?: Json;
    readonly code?: string;
}

interface Walk {
    readonly instances: Map<string, Ending>;
    readonly vars: Map<string, Json>;
    readonly inputs: { readonly [name: string]: Json };
}

interface View {
    readonly walk: Walk;
    /** Endings by node id, as seen from here outwards. */
    readonly seen: ReadonlyMap<string, Ending>;
    readonly loops: ReadonlyMap<
        string,
        { readonly index: number; readonly item: Json | undefined }
    >;
}

export function interpret(program: Program): Prediction {
    const walk: Walk = { instances: new Map(), vars: new Map(), inputs: program.inputs };
    const start: Ending = { status: "completed", ports: ["out"], output: program.inputs };
    walk.instances.set("start", start);
    const outer = new Map([["start", start]]);
    const top = runScope({ walk, seen: outer, loops: new Map() }, program.scope, "");
    const outputs: { [name: string]: Json } = {};
    for (const { id, value, after } of program.outputs) {
        const live = top.seen.get(after)?.ports.includes("out") === true;
        const read = live ? evaluate({ walk, seen: top.seen, loops: new Map() }, value) : undefined;
        if (read !== undefined) outputs[id] = read;
        const status = live ? "completed" : "skipped";
        const output = read === undefined ? {} : { output: read };
        walk.instances.set(id, { status, ports: [], ...output });
    }
    const status = top.culprits.length > 0 ? "failed" : "completed";
    return { status, instances: walk.instances, outputs, culprits: top.culprits };
}

interface Walked {
    readonly seen: ReadonlyMap<string, Ending>;
    readonly culprits: readonly string[];
}

function runScope(view: View, scope: Scope, path: string): Walked {
    const seen = new Map(view.seen);
    const culprits: string[] = [];
    for (const node of scope.nodes) {
        const instance = path + node.id;
        const ending = runNode({ ...view, seen }, node, instance);
        seen.set(node.id, ending);
        view.walk.instances.set(instance, ending);
        if (ending.status === "failed" && node.on_error === "fail") culprits.push(instance);
    }
    return { seen, culprits };
}

function runNode(view: View, node: Node, instance: string): Ending {
    const live = node.ins.filter(({ source, port }) => isLive(view, source, port));
    if (node.ins.length > 0 && live.length < Math.max(1, node.join))
        return { status: "skipped", ports: [] };
    const result = perform(view, node, { instance, live });
    if (!("code" in result))
        return { status: "completed", ports: result.ports, ...outputOf(result.output) };
    const failed = { status: "failed", code: result.code } as const;
    if (node.on_error === "continue") return { ...failed, ports: ["out"], output: null };
    return { ...failed, ports: node.on_error === "branch" ? ["error"] : [] };
}

function isLive(view: View, source: string, port: string): boolean {
    return view.seen.get(source)?.ports.includes(port) === true;
}

function outputOf(output: Json | undefined): { readonly output?: Json } {
    return output === undefined ? {} : { output };
}

type Result =
    | { readonly ports: readonly string[]; readonly output: Json | undefined }
    | { readonly code: string };

const UNRESOLVED = { code: "UNRESOLVED_REFERENCE" } as const;

interface At {
    readonly instance: string;
    readonly live: readonly Edge[];
}

function perform(view: View, { body, id }: Node, at: At): Result {
    switch (body.kind) {
        case "echo":
            return out(evaluate(view, body.value));
        case "flaky": {
            const value = evaluate(view, body.value);
            if (value === undefined) return UNRESOLVED;
            const tries = body.retryable ? body.attempts : 1;
            return tries > body.times ? out(value) : { code: body.code };
        }
        case "fail":
            return { code: body.code };
        case "conditional": {
            const left = evaluate(view, body.left);
            if (left === undefined) return UNRESOLVED;
            const result = same(left, body.right);
            return { ports: [String(result)], output: { result } };
        }
        case "switch":
            return choose(view, body);
        case "merge":
            return { ports: ["out"], output: merged(view, body.mode, at.live) };
        case "variable":
            return write(view, body);
        case "wait":
            return { ports: ["out"], output: undefined };
        case "ask":
            return { ports: [approves(at.instance) ? "approved" : "rejected"], output: undefined };
        case "call": {
            const x = evaluate(view, body.value);
            if (x === undefined) return UNRESOLVED;
            return body.breaks ? { code: "CHILD_BROKE" } : out({ y: x });
        }
        case "loop":
            return loop(view, { id, loop: body.loop, scope: body.scope }, at.instance);
    }
}

function out(value: Json | undefined): Result {
    return value === undefined ? UNRESOLVED : { ports: ["out"], output: value };
}

function choose(view: View, body: Extract<Node["body"], { kind: "switch" }>): Result {
    const value = evaluate(view, body.value);
    if (value === undefined) return UNRESOLVED;
    const hits = body.cases.filter(({ equals }) => same(equals, value)).map(({ id }) => id);
    const matched = body.mode === "first" ? hits.slice(0, 1) : hits;
    return { ports: matched.length === 0 ? ["default"] : matched, output: { matched } };
}

/** Undefined where it holds something nobody can foretell. */
function merged(view: View, mode: string, live: readonly Edge[]): Json | undefined {
    const values = live.map(({ source, port }) => {
        const ending = view.seen.get(source);
        if (port === "error" || ending?.status === "failed") return { source, value: null };
        return { source, value: ending?.output };
    });
    if (mode === "first") return values[0]?.value;
    const known = values.flatMap(({ source, value }) =>
        value === undefined ? [] : [[source, value] as const]
    );
    if (known.length < values.length) return undefined;
    return mode === "object" ? Object.fromEntries(known) : known.map(([, value]) => value);
}

function write(view: View, body: Extract<Node["body"], { kind: "variable" }>): Result {
    const { vars } = view.walk;
    const value = evaluate(view, body.value);
    if (value === undefined) return UNRESOLVED;
    const before = vars.get(body.name);
    let after: Json = value;
    if (body.operation === "append") after = [...(Array.isArray(before) ? before : []), value];
    if (body.operation === "increment") after = Number(before ?? 0) + Number(value);
    vars.set(body.name, after);
    return { ports: ["out"], output: after };
}

interface Looping {
    readonly id: string;
    readonly loop: Loop;
    readonly scope: Scope;
}

function loop(view: View, { id, loop: how, scope }: Looping, instance: string): Result {
    const results: (Json | undefined)[] = [];
    const turns = turnsOf(how);
    for (let index = 0; index < turns; index += 1) {
        const item = how.mode === "each" ? how.items[index] : undefined;
        const loops = new Map([...view.loops, [id, { index, item }]]);
        const path = `${instance}[${index}]/`;
        const { seen, culprits } = runScope({ ...view, loops }, scope, path);
        const culprit = culprits[0];
        if (culprit === undefined) {
            results.push(resultOf(scope, seen));
            continue;
        }
        const { code = "" } = view.walk.instances.get(culprit) ?? {};
        if (!how.collect) {
            forget(view.walk, instance);
            return { code };
        }
        forget(view.walk, `${instance}[${index}]`);
        results.push({ error: { code } });
    }
    const known = results.filter((result) => result !== undefined);
    return { ports: ["out"], output: known.length === results.length ? known : undefined };
}

function turnsOf(how: Loop): number {
    if (how.mode === "each") return how.items.length;
    // An until asks after the turn: index `count` is the first at which it stops.
    return how.mode === "until" ? how.count + 1 : how.count;
}

/** A scope that fails is cut off by time: what became of its members is not foretold. */
function forget(walk: Walk, within: string): void {
    for (const instance of walk.instances.keys()) {
        const rest = instance.startsWith(within) ? instance.slice(within.length) : "";
        if (rest.startsWith("[") || rest.startsWith("/")) walk.instances.delete(instance);
    }
}

function resultOf(scope: Scope, seen: ReadonlyMap<string, Ending>): Json | undefined {
    const ends = scope.nodes
        .filter(({ id }) =>
            scope.nodes.every(({ ins }) => ins.every(({ source }) => source !== id))
        )
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    const [only, ...more] = ends;
    if (only === undefined) return null;
    if (more.length === 0) {
        const ending = seen.get(only.id);
        return ending?.status === "skipped" ? null : ending?.output;
    }
    const entries = ends.flatMap(({ id }) => {
        const ending = seen.get(id);
        return ending === undefined || ending.status === "skipped" ? [] : [[id, ending] as const];
    });
    if (entries.some(([, { output }]) => output === undefined)) return undefined;
    return Object.fromEntries(entries.map(([id, { output = null }]) => [id, output]));
}

/** Undefined: a reference is missing and nothing stands in for it. */
function evaluate(view: View, expr: Expr): Json | undefined {
    switch (expr.kind) {
        case "const":
            return expr.value;
        case "ref":
            return reference(view, expr);
        case "error":
            return view.seen.get(expr.node)?.code ?? "fine";
        case "loop": {
            const turn = view.loops.get(expr.node);
            return expr.what === "index" ? turn?.index : turn?.item;
        }
        case "var":
            return view.walk.vars.get(expr.name) ?? expr.fallback;
        case "text": {
            const value = evaluate(view, expr.value);
            if (value === undefined) return undefined;
            return expr.before + (typeof value === "string" ? value : JSON.stringify(value));
        }
        case "object": {
            const fields = expr.fields.map(([key, value]) => [key, evaluate(view, value)] as const);
            const known = fields.flatMap(([key, value]) =>
                value === undefined ? [] : [[key, value] as const]
            );
            return known.length < fields.length ? undefined : Object.fromEntries(known);
        }
    }
}

function reference(view: View, { node, path, fallback }: Extract<Expr, { kind: "ref" }>) {
    let value = view.seen.get(node)?.output;
    for (const step of path) {
        if (typeof value !== "object" || value === null || Array.isArray(value)) return fallback;
        const holder: ReadonlyMap<string, Json> = new Map(Object.entries(value));
        value = holder.get(step);
    }
    return value ?? (fallback === undefined ? value : fallback);
}

/** JSON equality, whatever the order of keys. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
    return sorted(a) === sorted(b);
}

function sorted(json: Json | undefined): string {
    return JSON.stringify(json, (_key, value: unknown) =>
        typeof value === "object" && value !== null && !Array.isArray(value)
            ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
            : value
    );
}
