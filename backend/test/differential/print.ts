import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Expr, Loop, Node, Program, Scope } from "./program.ts";

/** The definition a user would send. `calls` are workflows that are there: `ok` answers `{ y: x }`. */
export function print(program: Program, calls: { readonly ok: string; readonly breaks: string }) {
    const nodes: { [id: string]: JsonObject } = {
        start: {
            id: "start",
            type: "input",
            position: { x: 0, y: 0 },
            data: { schema: { tier: { type: "string" }, n: { type: "integer" } } }
        }
    };
    const edges: JsonObject[] = [];
    const edge = (source: string, port: string, target: string) =>
        edges.push({ id: `e${edges.length}`, source, sourceHandle: port, target });
    const add = (scope: Scope, parentId: string | null): void => {
        for (const node of scope.nodes) {
            const { type, data } = config(node, calls);
            nodes[node.id] = {
                id: node.id,
                type,
                position: { x: 0, y: 0 },
                ...(parentId === null ? {} : { parentId }),
                data,
                policy: policyOf(node)
            };
            for (const { source, port } of node.ins) edge(source, port, node.id);
            // What reads the inputs has to come after them.
            if (node.ins.length === 0 && parentId === null) edge("start", "out", node.id);
            if (node.body.kind === "loop") add(node.body.scope, node.id);
        }
    };
    add(program.scope, null);
    for (const { id, value, after } of program.outputs) {
        const data = { output: template(value) };
        nodes[id] = { id, type: "output", position: { x: 0, y: 0 }, data };
        edge(after, "out", id);
    }
    return { nodes, edges };
}

function policyOf({ body, on_error, join }: Node): JsonObject {
    return {
        on_error,
        ...(join === 0 ? {} : { join: join === 1 ? "any" : { at_least: join } }),
        ...(body.kind === "flaky"
            ? { retry: { attempts: body.attempts, initial_ms: 100, multiplier: 1, jitter: true } }
            : {})
    };
}

function config(
    { id, body }: Node,
    calls: { readonly ok: string; readonly breaks: string }
): { readonly type: string; readonly data: JsonObject } {
    switch (body.kind) {
        case "echo": {
            const value = template(body.value);
            const { delay } = body;
            return { type: "echo", data: delay === 0 ? { value } : { value, delay_ms: delay } };
        }
        case "flaky": {
            const { times, retryable, code } = body;
            const fail = { message: "It broke.", code, times, retryable };
            return { type: "echo", data: { value: template(body.value), fail } };
        }
        case "fail":
            return { type: "fail", data: { message: "It broke.", code: body.code } };
        case "conditional": {
            const rule = { left: template(body.left), operator: "equals", right: body.right };
            const condition = { combinator: "and", rules: [rule] };
            return { type: "conditional", data: { condition } };
        }
        case "switch": {
            const cases = body.cases.map((each) => ({ ...each }));
            return {
                type: "switch",
                data: { mode: body.mode, value: template(body.value), cases }
            };
        }
        case "merge":
            return { type: "merge", data: { mode: body.mode } };
        case "variable": {
            const { operation, name } = body;
            return { type: "variable", data: { operation, name, value: template(body.value) } };
        }
        case "wait":
            return { type: "wait", data: { mode: "duration", seconds: body.seconds } };
        case "ask":
            return {
                type: "user-input",
                data: {
                    interaction: "approval",
                    prompt: "Is it right?",
                    timeout_seconds: 3_600,
                    timeout_action: "fail"
                }
            };
        case "call": {
            const workflow_id = body.breaks ? calls.breaks : calls.ok;
            const inputs = { x: template(body.value) };
            return { type: "workflow", data: { workflow_id, inputs, wait: true } };
        }
        case "loop":
            return { type: "loop", data: loopConfig(id, body.loop) };
    }
}

function loopConfig(id: string, loop: Loop): JsonObject {
    const on_item_error = loop.collect ? "collect" : "stop";
    switch (loop.mode) {
        case "each":
            return {
                mode: "each",
                items: loop.items,
                concurrency: loop.concurrency,
                on_item_error
            };
        case "times":
            return { mode: "times", times: loop.count, on_item_error };
        case "while":
        case "until":
            return { mode: loop.mode, condition: until(id, loop), on_item_error };
    }
}

function until(id: string, { mode, count }: Extract<Loop, { mode: "times" | "while" | "until" }>) {
    const operator = mode === "while" ? "less_than" : "greater_or_equal";
    const rule = { left: "${" + id + ".index}", operator, right: count };
    return { combinator: "and", rules: [rule] };
}

function template(expr: Expr): Json {
    switch (expr.kind) {
        case "const":
            return expr.value;
        case "object":
            return Object.fromEntries(expr.fields.map(([key, value]) => [key, template(value)]));
        case "text":
            return expr.before + text(template(expr.value));
        default:
            return "${" + path(expr) + "}";
    }
}

function text(json: Json): string {
    return typeof json === "string" ? json : JSON.stringify(json);
}

function path(expr: Exclude<Expr, { kind: "const" | "object" | "text" }>): string {
    switch (expr.kind) {
        case "ref": {
            const { node, path: steps, fallback } = expr;
            const root = node === "start" ? "start.output" : `${node}.output`;
            const other = fallback === undefined ? "" : ` ?? ${JSON.stringify(fallback)}`;
            return [root, ...steps].join(".") + other;
        }
        case "error":
            return `${expr.node}.error.code ?? "fine"`;
        case "loop":
            return `${expr.node}.${expr.what}`;
        case "var":
            return `vars.${expr.name} ?? ${JSON.stringify(expr.fallback)}`;
    }
}
