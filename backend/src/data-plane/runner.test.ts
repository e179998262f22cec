import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { NodeContext, NodeResult } from "@flowmaestro/nodes/kit/context.ts";
import { defineNode } from "@flowmaestro/nodes/kit/definition.ts";
import { implementNode } from "@flowmaestro/nodes/kit/executor.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { nothingCallable } from "./callable.ts";
import type { Call, Callable } from "./callable.ts";
import { requestOf } from "./question.ts";
import { Results } from "./results.ts";
import { Runner } from "./runner.ts";
import { Values } from "./values.ts";
import { noWayOut } from "./way-out.ts";

const definition = defineNode({
    type: "any",
    version: 1,
    category: "logic",
    name: "Any",
    description: "For tests.",
    keywords: [],
    icon: "box",
    effect: "pure",
    lane: "inline",
    config: z.object({}),
    defaults: {},
    ports: [{ id: "out", label: "Out" }],
    accepts_input: true,
    timeout_seconds: null
});

const EXECUTION = {
    id: "e",
    workspace_id: "w",
    workflow_id: "f",
    workflow_name: "Test",
    version: 1,
    trigger: "test"
};

const values = new Values({ readValues: async () => new Map() }, "/nowhere");

/** One attempt of a node that answers so. */
async function attempt(
    run: (context: NodeContext) => unknown,
    { callable = nothingCallable, id = "a" }: { callable?: Callable; id?: string } = {}
) {
    const plan = buildPlan("a { b }", { nodes: { a: { type: "any" }, b: { type: "any" } } });
    const results = new Results(plan);
    const at = 5_000;
    results.record({ kind: "execution:started", at, trigger: "test", inputs: { json: {} } });
    const executor = implementNode(definition, (_config, context) => run(context) as NodeResult);
    const node = plan.nodes.find((each) => each.id === "a");
    if (node === undefined) throw new Error("No node.");
    const runner = new Runner({
        executors: { get: () => executor },
        values,
        now: () => at,
        callable,
        fetch: () => noWayOut
    });
    const signal = new AbortController().signal;
    const hint = () => undefined;
    return runner.attempt({
        execution: EXECUTION,
        plan,
        node,
        id,
        attempt: 1,
        results,
        signal,
        hint
    });
}

const large = { text: "x".repeat(1_000) };

describe("what a run answers", () => {
    it("done: ports, the reason and variables, each value stored where it is large", async () => {
        const { result, rows } = await attempt(() => ({
            kind: "done",
            port: "gold",
            ports: ["gold", "old"],
            output: large,
            because: { rule: 1 },
            vars: [
                { name: "n", value: 1 },
                { name: "text", value: { ...large, more: true } }
            ]
        }));
        expect(result).toMatchObject({
            kind: "done",
            port: "gold",
            ports: ["gold", "old"],
            output: { ref: expect.stringMatching(/^e\//), type: "object" },
            because: { rule: 1 },
            vars: [
                { name: "n", value: { json: 1 } },
                { name: "text", value: { bytes: expect.any(Number) } }
            ]
        });
        expect(rows).toHaveLength(2);
    });

    it("wait: what it ends with is a value", async () => {
        const { result } = await attempt(() => ({
            kind: "wait",
            until: 9_000,
            event: "paid",
            on_timeout: "continue",
            timeout_output: { waited: true },
            timeout_port: "timeout"
        }));
        expect(result).toEqual({
            kind: "wait",
            until: 9_000,
            event: "paid",
            on_timeout: "continue",
            timeout_output: { json: { waited: true } },
            timeout_port: "timeout"
        });
    });

    it.each([
        ["small", { value: 1 }],
        ["large", large]
    ])("ask: a %s request reads back as it was", async (_size, value) => {
        const request = { prompt: "Well?", ...value };
        const { result, rows } = await attempt(() => ({
            kind: "ask",
            request,
            warn_at: 8_000,
            until: 9_000,
            on_timeout: "fail"
        }));
        expect(result).toMatchObject({ kind: "wait", warn_at: 8_000, until: 9_000 });
        const asked: Json = result.kind === "wait" ? (result.request ?? null) : null;
        expect(JSON.stringify(asked).length).toBeLessThan(500);
        expect(rows).toHaveLength(value === large ? 1 : 0);
        expect(await values.read(requestOf(asked))).toEqual(request);
    });

    it("child: its version is asked for as of the start, and an honest error without one", async () => {
        const calls: Call[] = [];
        const callable: Callable = async (call) => {
            calls.push(call);
            return { ok: true, version: 4 };
        };
        const call = { kind: "child", workflow_id: "g", input: { n: 1 }, detached: false };
        const { result } = await attempt(() => call, { callable });
        expect(result).toEqual({ ...call, version: 4, input: { json: { n: 1 } } });
        expect(calls).toEqual([{ workspace_id: "w", workflow_id: "g", published_before: 5_000 }]);
        const nowhere = await attempt(() => call);
        expect(nowhere.result).toMatchObject({ kind: "failed", error: { code: "NOT_FOUND" } });
    });

    it("loop: items are one value; a check answers whether to go on", async () => {
        const items = Array.from({ length: 100 }, (_, n) => ({ n }));
        const loop = { kind: "loop", concurrency: 2, on_item_error: "collect" };
        const { result, rows } = await attempt(() => ({ ...loop, turns: 100, items }));
        expect(result).toMatchObject({ ...loop, turns: 100, items: { type: "array" } });
        expect(rows).toHaveLength(1);
        const check = await attempt(
            ({ boundary }) => ({ ...loop, again: boundary?.kind === "check" }),
            {
                id: "a?3"
            }
        );
        expect(check.result).toEqual({ ...loop, again: true });
    });

    it("collected: outside a loop there is nothing to collect", async () => {
        const { result } = await attempt(() => ({ kind: "collected" }));
        expect(result).toMatchObject({ kind: "failed", error: { code: "NODE_CRASHED" } });
    });

    it.each<[string, unknown]>([
        ["nothing", undefined],
        ["another kind", { kind: "gone" }],
        ["no port", { kind: "done", output: 1 }],
        ["ports that are no names", { kind: "done", port: "a", ports: [1], output: 1 }],
        ["a wait without an end", { kind: "wait", on_timeout: "explode" }],
        ["a time that is none", { kind: "wait", until: Number.NaN, on_timeout: "fail" }],
        [
            "items that are no list",
            { kind: "loop", items: 7, concurrency: 1, on_item_error: "stop" }
        ]
    ])("%s is a crash of the node, not of the process", async (_what, answer) => {
        const { result, rows } = await attempt(() => answer);
        expect(result).toMatchObject({ kind: "failed", error: { code: "NODE_CRASHED" } });
        expect(rows).toEqual([]);
    });

    it.each<[string, unknown]>([
        ["variables", { kind: "done", port: "out", output: 1, vars: [{ name: "n", value: 1n }] }],
        ["a question", { kind: "ask", request: { f: () => 1 }, on_timeout: "fail" }],
        ["input of a call", { kind: "done", port: "out", output: Number.NaN }]
    ])("%s that are no data are refused", async (_what, answer) => {
        const { result } = await attempt(() => answer);
        expect(result).toMatchObject({ kind: "failed", error: { code: "INVALID_OUTPUT" } });
    });
});
