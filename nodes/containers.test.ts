import { describe, expect, it } from "vitest";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import { draw } from "@flowmaestro/shared/workflow/testing/draw.ts";
import type { DrawnNode } from "@flowmaestro/shared/workflow/testing/draw.ts";
import { catalogue } from "./catalogue.gen.ts";

/** What `compile` knows of loops and variables, with the catalogue's own nodes. */

type Nodes = { readonly [id: string]: DrawnNode };

const compiled = (picture: string, nodes: Nodes) => compile(draw(picture, nodes), catalogue);

const problems = (picture: string, nodes: Nodes) =>
    compiled(picture, nodes).problems.map(({ code, severity, node_id }) =>
        [code, severity === "warning" ? "?" : "", "@", node_id ?? ""].join("")
    );

const loop = (data: object, more: DrawnNode = {}): DrawnNode => ({
    type: "loop",
    data: { ...data },
    ...more
});
const each = loop({ mode: "each", items: [{ sku: "a", n: 1 }] });
const echo = (value: unknown, parentId?: string): DrawnNode => ({
    type: "echo",
    data: { value },
    ...(parentId === undefined ? {} : { parentId })
});
const output = (value: unknown): DrawnNode => ({ type: "output", data: { output: value } });
const choice = (parentId?: string): DrawnNode => ({
    type: "conditional",
    data: {
        condition: {
            combinator: "and",
            rules: [{ left: "${inputs.x}", operator: "equals", right: 1 }]
        }
    },
    ...(parentId === undefined ? {} : { parentId })
});

describe("a body", () => {
    it.each<[string, string, Nodes, string[]]>([
        ["that is empty", "each", { each }, ["LOOP_EMPTY@each"]],
        [
            "that is wholly disabled",
            "each",
            { each, a: { ...echo(1, "each"), disabled: true } },
            ["LOOP_EMPTY@each"]
        ],
        [
            "in which nothing starts",
            "a -> b, a -> c",
            {
                each,
                a: { ...echo(1, "each"), disabled: true },
                b: echo(1, "each"),
                c: echo(1, "each")
            },
            ["LOOP_EMPTY@each", "UNREACHABLE_NODE?@b", "UNREACHABLE_NODE?@c"]
        ],
        [
            "with an output",
            "each",
            { each, a: { ...output(1), parentId: "each" } },
            ["NOT_IN_CONTAINER@a"]
        ],
        [
            "whose result is a node outside it",
            "each, b",
            { each: loop({ ...each.data, result_node: "b" }), a: echo(1, "each"), b: echo(1) },
            ["INVALID_CONFIG@each"]
        ],
        [
            "whose result is a node of it",
            "each",
            { each: loop({ ...each.data, result_node: "a" }), a: echo(1, "each") },
            []
        ],
        [
            "of a loop with policies that make no sense",
            "each",
            {
                each: { ...each, policy: { timeout_seconds: 5, retry: { attempts: 2 } } },
                a: echo(1, "each")
            },
            ["POLICY_NOT_ALLOWED@each", "POLICY_NOT_ALLOWED@each"]
        ]
    ])("%s", (_name, picture, nodes, expected) => {
        expect(problems(picture, nodes)).toEqual(expected);
    });
});

describe("what is known of turns", () => {
    const wrong = (text: string, container = each) =>
        problems("each", { each: container, a: echo(text, "each") });

    it("the item has the type of the list's items", () => {
        expect(wrong("${each.item.sku}")).toEqual([]);
        expect(wrong("${each.item.sko}")).toEqual(["UNKNOWN_REFERENCE@a"]);
        const times = loop({ mode: "times", times: 2 });
        expect(wrong("${each.item}", times)).toEqual(["UNKNOWN_REFERENCE@a"]);
        expect(wrong("${each.index} of ${each.count}", times)).toEqual([]);
    });

    it("the last result is that of a turn, or null", () => {
        const body = (last: string, container: DrawnNode = each) =>
            problems("a -> b", {
                each: container,
                a: echo(`\${each.${last} ?? 0}`, "each"),
                b: echo({ total: 1 }, "each")
            });
        expect(body("last.total")).toEqual([]);
        const strict = problems("each", {
            each,
            a: echo({ total: "${each.last.total}" }, "each")
        });
        expect(strict).toEqual(["REFERENCE_MAY_BE_MISSING?@a"]);
        const atOnce = loop({ ...each.data, concurrency: 2 });
        expect(body("last", atOnce)).toEqual([]);
        expect(problems("each", { each: atOnce, a: echo("${each.last}", "each") })).toEqual([
            "UNKNOWN_REFERENCE@a"
        ]);
    });

    it("until asks about a turn that has ended, while about one that may be none", () => {
        const asks = (mode: string, left: string) =>
            problems("poll", {
                poll: loop({
                    mode,
                    condition: {
                        combinator: "and",
                        rules: [{ left, operator: "equals", right: 1 }]
                    }
                }),
                a: echo({ n: 1 }, "poll")
            });
        expect(asks("until", "${poll.last.n}")).toEqual([]);
        expect(asks("until", "${poll.last.m}")).toEqual(["UNKNOWN_REFERENCE@poll"]);
        expect(asks("while", "${poll.last.n}")).toEqual(["REFERENCE_MAY_BE_MISSING?@poll"]);
        expect(asks("while", "${poll.index}")).toEqual([]);
    });

    it("a loop gives a list of its turns' results", () => {
        const { types } = compiled("a -> f, f:true -> b, each -> out", {
            each: loop({ ...each.data, on_item_error: "collect" }),
            a: echo({ sku: "${each.item.sku}" }, "each"),
            f: choice("each"),
            b: echo(1, "each"),
            out: output("${each.output}")
        });
        const error = {
            type: "object",
            properties: {
                error: {
                    type: "object",
                    properties: { code: { type: "string" }, message: { type: "string" } }
                }
            }
        };
        expect(types["each"]?.output_schema).toEqual({
            type: "array",
            items: { type: "union", of: [{ type: "integer" }, { type: "null" }, error] }
        });
        expect(types["out"]?.output_schema).toEqual(types["each"]?.output_schema);
    });

    it("of several end nodes those that may be skipped are optional", () => {
        const { types } = compiled("a, f, f:true -> b", {
            each,
            a: echo("x", "each"),
            f: choice("each"),
            b: echo(true, "each")
        });
        expect(types["each"]?.output_schema).toEqual({
            type: "array",
            items: {
                type: "object",
                properties: { a: { type: "string" }, b: { type: "boolean" } },
                optional: ["b"]
            }
        });
    });

    it("is known through nested loops", () => {
        const inner = loop({ mode: "each", items: "${each.item.tags}" }, { parentId: "each" });
        const nodes = (path: string): Nodes => ({
            each: loop({ mode: "each", items: [{ tags: ["x"] }] }),
            inner,
            a: echo({ tag: "${inner.item}", at: "${each.index}" }, "inner"),
            out: output(`\${each.output[0][0].${path}}`)
        });
        expect(problems("each -> out", nodes("tag"))).toEqual([]);
        expect(problems("each -> out", nodes("tug"))).toEqual(["UNKNOWN_REFERENCE@out"]);
    });
});

describe("writers of one variable", () => {
    const write = (name = "n", more: DrawnNode = {}): DrawnNode => ({
        type: "variable",
        data: { operation: "set", name, value: 1 },
        ...more
    });

    it.each<[string, string, Nodes, string[]]>([
        ["side by side", "x, y", { x: write(), y: write() }, ["VARIABLE_ORDER?@y"]],
        ["of two variables", "x, y", { x: write("n"), y: write("m") }, []],
        ["one after the other", "x -> a -> y", { x: write(), a: echo(1), y: write() }, []],
        [
            "on two ways of which one is taken",
            "f, f:true -> x, f:false -> a, a -> y",
            { f: choice(), a: echo(1), x: write(), y: write() },
            []
        ],
        [
            "after two ways have met",
            "f, f:true -> a, f:false -> b, a -> x, b -> x, b -> y",
            { f: choice(), a: echo(1), b: echo(1), x: write(), y: write() },
            ["VARIABLE_ORDER?@y"]
        ],
        [
            "in a loop, and after it",
            "each -> y",
            { each, x: write("n", { parentId: "each" }), y: write() },
            []
        ],
        [
            "in a loop, and beside it",
            "each, y",
            { each, x: write("n", { parentId: "each" }), y: write() },
            ["VARIABLE_ORDER?@x"]
        ],
        [
            "in turns that run at once",
            "each",
            { each: loop({ ...each.data, concurrency: 3 }), x: write("n", { parentId: "each" }) },
            ["VARIABLE_ORDER?@x"]
        ]
    ])("%s", (_name, picture, nodes, expected) => {
        expect(problems(picture, nodes)).toEqual(expected);
    });

    it("locks it in the plan", () => {
        const { plan } = compiled("x", { x: write() });
        expect(plan?.nodes[0]?.locks).toEqual(["var:n"]);
    });
});
