import { describe, expect, it } from "vitest";
import type { JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { runDefinition } from "./testing/run-definition.ts";

type Nodes = { readonly [id: string]: { readonly type: string; readonly [key: string]: unknown } };

/** Places and ids, which no test here is about. */
function workflow(nodes: Nodes, edges: readonly string[] = [], settings: JsonObject = {}) {
    const placed = Object.entries(nodes).map(([id, { data = {}, ...node }]) => [
        id,
        { id, position: { x: 0, y: 0 }, data, ...node }
    ]);
    return {
        nodes: Object.fromEntries(placed),
        edges: edges.map((edge, index) => {
            const [from = "", target = ""] = edge.split(" -> ");
            const [source = "", sourceHandle] = from.split(":");
            const handle = sourceHandle === undefined ? {} : { sourceHandle };
            return { id: `e${index + 1}`, source, target, ...handle };
        }),
        settings
    };
}

const echo = (value: unknown, parentId?: string) => ({
    type: "echo",
    data: { value },
    ...(parentId === undefined ? {} : { parentId })
});
const loop = (data: object, more: object = {}) => ({ type: "loop", data, ...more });
const output = (value: unknown, name = "result") => ({
    type: "output",
    data: { name, output: value }
});
const rule = (left: unknown, operator: string, right?: unknown) => ({
    combinator: "and",
    rules: [{ left, operator, ...(right === undefined ? {} : { right }) }]
});

async function resultOf(nodes: Nodes, edges: readonly string[], inputs: JsonObject = {}) {
    const { status, outputs, error } = await runDefinition(workflow(nodes, edges), inputs);
    return status === "completed" ? outputs["result"] : error;
}

describe("the example of the contract", () => {
    it("completes with what it prints", async () => {
        const definition = workflow(
            {
                order: {
                    type: "input",
                    data: {
                        label: "Order",
                        schema: {
                            lines: { type: "array", required: true },
                            tier: { type: "string", default: "basic" }
                        }
                    }
                },
                vip: {
                    type: "conditional",
                    data: { condition: rule("${order.output.tier}", "equals", "gold") }
                },
                fast: echo("express"),
                slow: echo("standard"),
                ship: { type: "merge", data: { mode: "first" } },
                each: loop({ mode: "each", items: "${order.output.lines}", concurrency: 5 }),
                line: echo(
                    { sku: "${each.item.sku}", by: "${ship.output}", n: "${each.index}" },
                    "each"
                ),
                done: { type: "output", data: { name: "lines", output: "${each.output}" } }
            },
            [
                "order -> vip",
                "vip:true -> fast",
                "vip:false -> slow",
                "fast -> ship",
                "slow -> ship",
                "ship -> each",
                "each -> done"
            ]
        );
        const run = await runDefinition(definition, { lines: [{ sku: "a" }, { sku: "b" }] });
        expect(run.status).toBe("completed");
        expect(run.outputs).toEqual({
            lines: [
                { sku: "a", by: "standard", n: 0 },
                { sku: "b", by: "standard", n: 1 }
            ]
        });
        expect(run.facts.find((fact) => fact.kind === "node:skipped")).toMatchObject({
            instance: "fast",
            reason: {
                code: "not_taken",
                details: { edges: [{ source: "vip", port: "true", took: "false" }] }
            }
        });
    });
});

describe("the result of a turn", () => {
    const each = loop({ mode: "each", items: [1, 2] });

    it("is the output of its only end node", async () => {
        const nodes = {
            each,
            a: echo("${each.item}", "each"),
            b: echo({ b: "${a.output}" }, "each"),
            out: output("${each.output}")
        };
        expect(await resultOf(nodes, ["a -> b", "each -> out"])).toEqual([{ b: 1 }, { b: 2 }]);
    });

    it("is an object of several, without those that were skipped", async () => {
        const nodes = {
            each,
            if: {
                type: "conditional",
                parentId: "each",
                data: { condition: rule("${each.item}", "equals", 1) }
            },
            one: echo("one", "each"),
            other: echo("other", "each"),
            always: echo("always", "each"),
            out: output("${each.output}")
        };
        const edges = ["if:true -> one", "if:false -> other", "each -> out"];
        expect(await resultOf(nodes, edges)).toEqual([
            { always: "always", one: "one" },
            { always: "always", other: "other" }
        ]);
    });

    it("is null where its only end node was skipped, and what `result_node` names", async () => {
        const nodes = (result_node?: string): Nodes => ({
            each: loop({
                mode: "each",
                items: [1, 2],
                ...(result_node === undefined ? {} : { result_node })
            }),
            if: {
                type: "conditional",
                parentId: "each",
                data: { condition: rule("${each.item}", "equals", 1) }
            },
            one: echo("one", "each"),
            out: output("${each.output}")
        });
        const edges = ["if:true -> one", "each -> out"];
        expect(await resultOf(nodes(), edges)).toEqual(["one", null]);
        expect(await resultOf(nodes("if"), edges)).toEqual([{ result: true }, { result: false }]);
    });

    it("is the error of a failed one in a loop that collects", async () => {
        const nodes = {
            each: loop({ mode: "each", items: "${inputs.items}", on_item_error: "collect" }),
            a: echo("${each.item.name}", "each"),
            out: output("${each.output}")
        };
        const inputs = { items: [{ name: "ann" }, null] };
        expect(await resultOf(nodes, ["each -> out"], inputs)).toEqual([
            "ann",
            { error: { code: "UNRESOLVED_REFERENCE", message: expect.any(String) } }
        ]);
        const stops = { ...nodes, each: loop({ mode: "each", items: "${inputs.items}" }) };
        expect(await resultOf(stops, ["each -> out"], inputs)).toMatchObject({
            code: "UNRESOLVED_REFERENCE",
            details: { index: 1 }
        });
    });

    it("is in order of index however the turns end, and none for no items", async () => {
        const nodes = (items: unknown) => ({
            each: loop({ mode: "each", items, concurrency: 3 }),
            a: {
                type: "echo",
                parentId: "each",
                data: { value: "${each.index}", delay_ms: "${each.item}" }
            },
            out: output("${each.output}")
        });
        expect(await resultOf(nodes([30, 20, 1]), ["each -> out"])).toEqual([0, 1, 2]);
        expect(await resultOf(nodes([]), ["each -> out"])).toEqual([]);
    });

    it("comes back whole when it is large, and when the cache cannot hold it", async () => {
        const nodes = {
            each: loop({ mode: "times", times: 40 }),
            a: echo("${inputs.text}${each.index}", "each"),
            out: output("${each.output[39]}")
        };
        const text = "x".repeat(900_000);
        expect(await resultOf(nodes, ["each -> out"], { text })).toBe(`${text}39`);
    });
});

describe("turns that gave more than a value may hold", () => {
    it("fail their container before any of it is read", async () => {
        const nodes = {
            each: loop({ mode: "times", times: 600 }),
            a: echo("${inputs.text}", "each"),
            out: output(1)
        };
        const inputs = { text: "x".repeat(900_000) };
        const { status, error } = await runDefinition(workflow(nodes, ["each -> out"]), inputs);
        expect(status).toBe("failed");
        expect(error).toMatchObject({ code: "OUTPUT_TOO_LARGE" });
        expect(error?.message).toContain("515");
    });
});

describe("what a container gives to the nodes inside it", () => {
    it("index, count and item, at every depth", async () => {
        const nodes = {
            rows: loop({ mode: "each", items: [["a", "b"], ["c"]] }),
            cells: loop({ mode: "each", items: "${rows.item}" }, { parentId: "rows" }),
            cell: echo(
                "${rows.index}/${rows.count} ${cells.index}/${cells.count} ${cells.item}",
                "cells"
            ),
            out: output("${rows.output}")
        };
        expect(await resultOf(nodes, ["rows -> out"])).toEqual([
            ["0/2 0/2 a", "0/2 1/2 b"],
            ["1/2 0/1 c"]
        ]);
    });

    it("a nested loop reads what stands before it in its own turn", async () => {
        const nodes = {
            rows: loop({ mode: "times", times: 2, concurrency: 2 }),
            list: echo(["r${rows.index}", "s${rows.index}"], "rows"),
            cells: loop(
                { mode: "each", items: "${list.output}", concurrency: 2 },
                { parentId: "rows" }
            ),
            cell: echo("${cells.item} of ${list.output[0]}", "cells"),
            out: output("${rows.output}")
        };
        expect(await resultOf(nodes, ["list -> cells", "rows -> out"])).toEqual([
            ["r0 of r0", "s0 of r0"],
            ["r1 of r1", "s1 of r1"]
        ]);
    });

    it("the last result, null at first; not where turns run at once", async () => {
        const nodes = (concurrency: number) => ({
            each: loop({ mode: "times", times: 3, concurrency }),
            turn: echo({ was: "${each.last.at ?? null}", at: "${each.index}" }, "each"),
            out: output("${each.output}")
        });
        expect(await resultOf(nodes(1), ["each -> out"])).toEqual([
            { was: null, at: 0 },
            { was: 0, at: 1 },
            { was: 1, at: 2 }
        ]);
    });

    it("while asks before each turn, until after it", async () => {
        const nodes = (mode: string, operator: string) => ({
            poll: loop({ mode, condition: rule("${poll.index}", operator, 2) }),
            a: echo("${poll.index} ${poll.count}", "poll"),
            out: output("${poll.output}")
        });
        const turns = ["0 null", "1 null", "2 null"];
        expect(await resultOf(nodes("while", "less_or_equal"), ["poll -> out"])).toEqual(turns);
        expect(await resultOf(nodes("until", "equals"), ["poll -> out"])).toEqual(turns);
    });

    it("until sees the result of the turn that just ended", async () => {
        const nodes = {
            poll: loop({ mode: "until", condition: rule("${poll.last.n}", "equals", 3) }),
            a: echo({ n: "${poll.index}" }, "poll"),
            out: output("${poll.output}")
        };
        expect(await resultOf(nodes, ["poll -> out"])).toEqual([0, 1, 2, 3].map((n) => ({ n })));
    });
});

describe("names that mean something elsewhere", () => {
    it("are names here: collect, toString, hasOwnProperty, 0", async () => {
        const nodes = {
            collect: loop({ mode: "times", times: 2 }),
            toString: loop({ mode: "each", items: ["a"] }, { parentId: "collect" }),
            hasOwnProperty: echo("${collect.index}${toString.item}", "toString"),
            "0": echo("${hasOwnProperty.output}!", "toString"),
            out: output("${collect.output}")
        };
        const edges = ["hasOwnProperty -> 0", "collect -> out"];
        expect(await resultOf(nodes, edges)).toEqual([["0a!"], ["1a!"]]);
        const inside = {
            each: loop({ mode: "times", times: 2 }),
            collect: echo("${each.index}", "each"),
            valueOf: echo("${each.count}", "each"),
            out: output("${each.output}")
        };
        expect(await resultOf(inside, ["each -> out"])).toEqual([
            { collect: 0, valueOf: 2 },
            { collect: 1, valueOf: 2 }
        ]);
    });
});

describe("execution variables", () => {
    const set = (name: string, value: unknown, more: object = {}) => ({
        type: "variable",
        data: { operation: "set", name, value },
        ...more
    });

    it("are read by whoever comes later, by name or all together", async () => {
        const nodes = {
            a: set("tier", { of: "gold" }),
            b: set("n", 1),
            all: echo("${vars}"),
            out: output({ tier: "${vars.tier.of}", all: "${all.output}", no: "${vars.no ?? 0}" })
        };
        const result = await resultOf(nodes, ["a -> b", "b -> all", "all -> out"]);
        expect(result).toEqual({ tier: "gold", all: { tier: { of: "gold" }, n: 1 }, no: 0 });
    });

    it("that nobody set are missing, and those that are set are named", async () => {
        const nodes = { a: set("tier", "gold"), out: output("${vars.teir}") };
        expect(await resultOf(nodes, ["a -> out"])).toMatchObject({
            code: "UNRESOLVED_REFERENCE",
            details: { exists: ["tier"], solution: expect.stringContaining("tier") }
        });
    });

    it("count on over turns that run at once: two writers are never open together", async () => {
        const nodes = {
            each: loop({ mode: "times", times: 20, concurrency: 10 }),
            add: {
                type: "variable",
                parentId: "each",
                data: { operation: "increment", name: "n" }
            },
            out: output("${vars.n}")
        };
        expect(await resultOf(nodes, ["each -> out"])).toBe(20);
    });

    it("a name like an object's own is a name", async () => {
        const nodes = { a: set("constructor", 7), out: output("${vars.constructor}") };
        expect(await resultOf(nodes, ["a -> out"])).toBe(7);
    });
});

describe("what is missing says why", () => {
    it.each([
        ["skipped", "because it was skipped"],
        ["failed", "because it failed"]
    ])("a node that was %s", async (how, why) => {
        const before: Nodes =
            how === "skipped"
                ? {
                      a: {
                          type: "conditional",
                          data: { condition: rule(1, "equals", 2) }
                      },
                      b: echo("never")
                  }
                : {
                      a: echo("start"),
                      b: { type: "fail", data: { message: "no" } }
                  };
        const nodes = { ...before, c: { ...echo("end") }, out: output("${b.output}") };
        const edges =
            how === "skipped"
                ? ["a:true -> b", "b -> c", "a:false -> out", "c -> out"]
                : ["a -> b", "b:error -> c", "c -> out"];
        expect(await resultOf(nodes, edges)).toMatchObject({
            code: "UNRESOLVED_REFERENCE",
            message: expect.stringContaining(why)
        });
    });
});
