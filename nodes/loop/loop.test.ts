import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { createCatalogue } from "../kit/catalogue.ts";
import { step } from "../kit/checking.ts";
import { runNode } from "../kit/harness.ts";
import type { RunOptions } from "../kit/harness.ts";
import { definition } from "./definition.ts";
import executor from "./executor.ts";

const catalogue = createCatalogue([definition, step]);
const run = async (data: JsonObject, options: RunOptions = {}) =>
    (await runNode(executor, data, options)).result;
const condition = (left: Json, operator: string, right: Json): JsonObject => ({
    combinator: "and",
    rules: [{ left, operator, right }]
});

/** The loop `l` with what is drawn inside it. */
function drawn(
    data: JsonObject,
    body: JsonObject = { value: 1 },
    more: readonly WorkflowNode[] = []
): WorkflowDefinition {
    const position = { x: 0, y: 0 };
    const all: WorkflowNode[] = [
        { id: "l", type: "loop", position, data },
        { id: "step", type: "step", position, parentId: "l", data: body },
        ...more
    ];
    return { nodes: Object.fromEntries(all.map((node) => [node.id, node])), edges: [] };
}

const problems = (data: JsonObject, body?: JsonObject) =>
    compile(drawn(data, body), catalogue).problems;

describe("a loop opens", () => {
    it("for each item of a list, kept as it is", async () => {
        const items = [{ sku: "a" }, null, 3];
        const data = { mode: "each", items: "${order.output}", concurrency: 5 };
        expect(await run(data, { outputs: { order: items } })).toEqual({
            kind: "loop",
            turns: 3,
            items,
            concurrency: 5,
            on_item_error: "stop"
        });
    });

    it("for no turns over an empty list", async () => {
        expect(await run({ mode: "each", items: [] })).toMatchObject({ turns: 0, items: [] });
        expect(await run({ mode: "times", times: 0 })).toMatchObject({ turns: 0 });
    });

    it("a number of times, which may come from a reference", async () => {
        const data = { mode: "times", times: "${n.output}", on_item_error: "collect" };
        expect(await run(data, { outputs: { n: 4 } })).toEqual({
            kind: "loop",
            turns: 4,
            concurrency: 1,
            on_item_error: "collect"
        });
        expect(await run(data, { outputs: { n: 1.5 } })).toMatchObject({
            error: { code: "INVALID_CONFIG" }
        });
    });

    it("without asking anything yet: while is asked before its first turn, until takes one", async () => {
        // What they ask about is not there yet: nothing of it is read.
        const asked = condition("${node.last.nothing}", "equals", 1);
        const opened = { kind: "loop", concurrency: 1, on_item_error: "stop" };
        expect(await run({ mode: "while", condition: asked })).toEqual(opened);
        expect(await run({ mode: "until", condition: asked })).toEqual({ ...opened, again: true });
    });

    it.each<Json>(["abc", 5, null, { a: 1 }, true])("not over %j: TYPE_MISMATCH", async (items) => {
        expect(
            await run({ mode: "each", items: "${a.output}" }, { outputs: { a: items } })
        ).toMatchObject({ error: { code: "TYPE_MISMATCH", is_retryable: false } });
    });

    it("for 10 000 turns, or as many as max_turns says", async () => {
        const many = (n: number) => Array.from({ length: n }, (_, index) => index);
        const each = (n: number, data: JsonObject = {}) =>
            run({ mode: "each", items: "${a.output}", ...data }, { outputs: { a: many(n) } });
        expect(await each(10_000)).toMatchObject({ turns: 10_000 });
        expect(await each(10_001)).toMatchObject({
            error: { code: "LOOP_LIMIT", details: { max_turns: 10_000, turns: 10_001 } }
        });
        expect(await each(20_000, { max_turns: 20_000 })).toMatchObject({ turns: 20_000 });
        expect(await each(3, { max_turns: 2 })).toMatchObject({ error: { code: "LOOP_LIMIT" } });
        expect(await run({ mode: "times", times: 10_001 })).toMatchObject({
            error: { code: "LOOP_LIMIT" }
        });
        expect(await run({ mode: "times", times: 100_000, max_turns: 100_000 })).toMatchObject({
            turns: 100_000
        });
    });
});

describe("a loop is asked about a turn", () => {
    const ask = (mode: string, index: number, last: Json = null, max_turns?: number) =>
        run(
            {
                mode,
                condition: condition("${node.last.n ?? 0}", "less_than", 3),
                ...(max_turns === undefined ? {} : { max_turns })
            },
            {
                boundary: { kind: "check", index },
                containers: { node: { index, count: null, last } }
            }
        );

    it("while goes on as long as the condition holds", async () => {
        expect(await ask("while", 0)).toMatchObject({ kind: "loop", again: true });
        expect(await ask("while", 2, { n: 2 })).toMatchObject({ again: true });
        expect(await ask("while", 3, { n: 3 })).toMatchObject({ again: false });
    });

    it("until goes on as long as it does not", async () => {
        expect(await ask("until", 1, { n: 3 })).toMatchObject({ again: true });
        expect(await ask("until", 1, { n: 2 })).toMatchObject({ again: false });
    });

    it("reads its own index", async () => {
        const data = { mode: "while", condition: condition("${node.index}", "less_than", 2) };
        const at = (index: number) =>
            run(data, {
                boundary: { kind: "check", index },
                containers: { node: { index, count: null, last: null } }
            });
        expect(await at(1)).toMatchObject({ again: true });
        expect(await at(2)).toMatchObject({ again: false });
    });

    it("fails where it would go on beyond its limit, and ends where it would not", async () => {
        expect(await ask("while", 1_000, { n: 0 })).toMatchObject({
            kind: "failed",
            error: { code: "LOOP_LIMIT", details: { max_turns: 1_000 } }
        });
        expect(await ask("while", 1_000, { n: 3 })).toMatchObject({ again: false });
        expect(await ask("until", 5, { n: 3 }, 5)).toMatchObject({ error: { code: "LOOP_LIMIT" } });
        expect(await ask("until", 4, { n: 3 }, 5)).toMatchObject({ again: true });
    });

    it("fails where the condition cannot be asked", async () => {
        expect(await ask("while", 1, { n: "x" })).toMatchObject({
            error: { code: "TYPE_MISMATCH" }
        });
        expect(await ask("until", 1, null)).toMatchObject({ again: false });
        const data = { mode: "until", condition: condition("${node.last.n}", "equals", 1) };
        const containers = { node: { index: 0, count: null, last: null } };
        expect(
            await run(data, { boundary: { kind: "check", index: 1 }, containers })
        ).toMatchObject({ error: { code: "UNRESOLVED_REFERENCE" } });
    });
});

it("a loop collects without reading its references again", async () => {
    const boundary = { kind: "collect", turns: 2 } as const;
    const all: JsonObject[] = [
        { mode: "each", items: "${gone.output}" },
        { mode: "times", times: "${gone.output}" },
        { mode: "while", condition: condition("${gone.output}", "equals", 1) }
    ];
    for (const data of all) expect(await run(data, { boundary })).toEqual({ kind: "collected" });
});

describe("a loop in a workflow", () => {
    const fine = { mode: "each", items: [{ sku: "a" }] };

    it("holds other nodes, and takes no retries and no time limit", () => {
        expect(definition).toMatchObject({
            container: true,
            refuses: ["retry", "timeout_seconds"],
            timeout_seconds: null
        });
        const limited = drawn(fine);
        const policy = { retry: { attempts: 2 }, timeout_seconds: 5 };
        const node = limited.nodes["l"];
        if (node === undefined) throw new Error("It was drawn.");
        const wrong = { ...limited, nodes: { ...limited.nodes, l: { ...node, policy } } };
        expect(compile(wrong, catalogue).problems.map(({ code, field }) => [code, field])).toEqual([
            ["POLICY_NOT_ALLOWED", "policy.retry"],
            ["POLICY_NOT_ALLOWED", "policy.timeout_seconds"]
        ]);
    });

    it("gives its turns item, index, count and last; item for each only", () => {
        const all = "${l.index} ${l.count} ${l.last} ${l.item.sku}";
        expect(problems(fine, { value: all })).toEqual([]);
        expect(problems({ mode: "times", times: 2 }, { value: "${l.item}" })).toMatchObject([
            { code: "UNKNOWN_REFERENCE", node_id: "step" }
        ]);
        expect(problems(fine, { value: "${l.item.price}" })).toMatchObject([
            { code: "UNKNOWN_REFERENCE", message: expect.stringContaining("price") as string }
        ]);
        expect(problems(fine, { value: "${l.output}" })).toMatchObject([
            { code: "UNKNOWN_REFERENCE" }
        ]);
    });

    it("has no last result where turns run side by side", () => {
        const concurrent = { ...fine, concurrency: 2 };
        expect(problems(concurrent, { value: "${l.last}" })).toMatchObject([
            { code: "UNKNOWN_REFERENCE" }
        ]);
        expect(problems(concurrent, { value: "${l.last ?? 0}" })).toEqual([]);
    });

    it("may ask about itself in its condition, and nowhere else", () => {
        const asked = { mode: "while", condition: condition("${l.index}", "less_than", 3) };
        const { plan, problems: found } = compile(drawn(asked), catalogue);
        expect(found).toEqual([]);
        expect(plan?.nodes.find(({ id }) => id === "l")?.reads).toEqual(["l"]);
        expect(
            problems({
                mode: "until",
                condition: condition("${l.last.done ?? false}", "equals", true)
            })
        ).toEqual([]);
        expect(problems({ mode: "each", items: "${l.item}" })).toMatchObject([
            { code: "REFERENCE_NOT_UPSTREAM", field: "data.items" }
        ]);
        expect(problems({ mode: "times", times: "${l.index}" })).toMatchObject([
            { code: "REFERENCE_NOT_UPSTREAM", field: "data.times" }
        ]);
        expect(
            problems({ mode: "while", condition: condition("${l.output}", "equals", 1) })
        ).toMatchObject([{ code: "UNKNOWN_REFERENCE" }]);
        expect(
            problems({ mode: "while", condition: condition("${l.item}", "equals", 1) })
        ).toMatchObject([{ code: "UNKNOWN_REFERENCE" }]);
    });

    it("does not read what its body puts out", () => {
        expect(
            problems({ mode: "while", condition: condition("${step.output}", "equals", 1) })
        ).toMatchObject([{ code: "REFERENCE_NOT_UPSTREAM" }]);
    });

    it("forgets what is left from another mode", () => {
        const left = {
            mode: "times",
            times: 2,
            items: "${nobody.output}",
            condition: condition("${l..}", "like", 1)
        };
        const { plan, problems: found } = compile(drawn(left), catalogue);
        expect(found).toEqual([]);
        expect(plan?.nodes.find(({ id }) => id === "l")?.reads).toEqual([]);
    });

    it("runs patterns in a lane of their own", () => {
        const lane = (operator: string) =>
            compile(
                drawn(
                    { mode: "until", condition: condition("${l.last}", operator, "^done") },
                    { value: "text" }
                ),
                catalogue
            ).plan?.nodes.find(({ id }) => id === "l")?.lane;
        expect(lane("equals")).toBe("inline");
        expect(lane("matches")).toBe("pure");
    });

    it.each<[string, JsonObject, string, string, string]>([
        ["no mode", {}, "MISSING_CONFIG", "error", "data.mode"],
        ["no items", { mode: "each" }, "MISSING_CONFIG", "error", "data.items"],
        ["no number", { mode: "times" }, "MISSING_CONFIG", "error", "data.times"],
        ["no condition", { mode: "while" }, "MISSING_CONFIG", "error", "data.condition"],
        ["less than none", { mode: "times", times: -1 }, "INVALID_CONFIG", "error", "data.times"],
        [
            "51 turns at once",
            { ...fine, concurrency: 51 },
            "INVALID_CONFIG",
            "error",
            "data.concurrency"
        ],
        [
            "a limit above all limits",
            { ...fine, max_turns: 100_001 },
            "INVALID_CONFIG",
            "error",
            "data.max_turns"
        ],
        [
            "more times than it may",
            { mode: "times", times: 10_001 },
            "LOOP_LIMIT",
            "warning",
            "data.max_turns"
        ],
        [
            "a reference that is no list",
            { mode: "times", times: "text ${inputs.n}" },
            "INVALID_CONFIG",
            "error",
            "data.times"
        ],
        [
            "a rule without a left side",
            { mode: "while", condition: condition("", "equals", "x") },
            "MISSING_CONFIG",
            "error",
            "data.condition.rules[0].left"
        ]
    ])("%s is a problem of that field", (_name, data, code, severity, field) => {
        expect(problems(data)).toMatchObject([{ code, severity, field, node_id: "l" }]);
    });

    it("says on its card what it does", () => {
        const rules = condition("${l.index}", "less_than", 3) as { combinator: "and"; rules: [] };
        const base = { concurrency: 1, on_item_error: "stop" } as const;
        const summary = definition.summary;
        const items = "${order.output.lines}";
        expect(summary?.({ ...base, mode: "each", items })).toBe("For each ${order.output.lines}");
        expect(summary?.({ ...base, mode: "each", items: [1], concurrency: 5 })).toBe(
            "For each item, 5 at once"
        );
        expect(summary?.({ ...base, mode: "times", times: 3 })).toBe("3 times");
        expect(summary?.({ ...base, mode: "while", condition: rules })).toContain("While ");
        expect(summary?.({ ...base, mode: "until", condition: rules })).toContain("Until ");
    });
});
