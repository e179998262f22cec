import { describe, expect, it } from "vitest";
import { box, compiled, off, plan, problems, value } from "../testing/compiling.ts";
import type { Nodes } from "../testing/compiling.ts";
import { draw } from "../testing/draw.ts";
import type { DrawnNode } from "../testing/draw.ts";

describe("problems of structure", () => {
    it.each<[string, string, Nodes, string[]]>([
        ["no nodes", "", {}, ["WORKFLOW_EMPTY@"]],
        ["only a note", "", { n: { type: "note" } }, ["WORKFLOW_EMPTY@"]],
        ["only disabled nodes", "a -> b", { a: off, b: off }, ["WORKFLOW_EMPTY@"]],
        ["one lonely node", "a", {}, []],
        ["two graphs", "a -> b, c -> d", {}, []],
        ["a port that is not there", "f -> a", { f: { type: "fork" } }, ["UNKNOWN_PORT@f e1"]],
        [
            "an edge from an output",
            "a, e -> b",
            { e: { type: "end", data: { output: 1 } } },
            ["UNKNOWN_PORT@e e1"]
        ],
        ["an edge to a start", "a -> s", { s: { type: "start" } }, ["EDGE_NOT_ALLOWED@s e1"]],
        ["an edge to a note", "a -> n", { n: { type: "note" } }, ["EDGE_NOT_ALLOWED@ e1"]],
        [
            "the error port is everybody's",
            "a:error -> b, e:error -> c",
            {
                e: { type: "end", data: { output: 1 } }
            },
            []
        ],
        ["a type that is gone", "a", { a: { type: "gone" } }, ["UNKNOWN_NODE_TYPE@a type"]],
        ["an empty container", "b", { b: box }, ["LOOP_EMPTY@b"]],
        [
            "a container of disabled nodes",
            "b",
            { b: box, x: { ...off, parentId: "b" } },
            ["LOOP_EMPTY@b"]
        ],
        [
            "an input in a container",
            "b",
            { b: box, s: { type: "start", parentId: "b" } },
            ["NOT_IN_CONTAINER@s"]
        ],
        [
            "more edges wanted than there are",
            "a -> c, b -> c",
            {
                c: { policy: { join: { at_least: 3 } } }
            },
            ["JOIN_NEVER_FIRES@c policy.join"]
        ],
        [
            "as many edges as there are",
            "a -> c, b -> c",
            {
                c: { policy: { join: { at_least: 2 } } }
            },
            []
        ],
        [
            "more than without what is disabled",
            "a -> c, d -> c",
            {
                d: off,
                c: { policy: { join: { at_least: 2 } } }
            },
            ["JOIN_NEVER_FIRES?@c policy.join"]
        ]
    ])("%s", (_name, picture, nodes, expected) => {
        expect(problems(picture, nodes)).toEqual(expected);
    });

    it("names outputs that share a name", () => {
        const end: DrawnNode = { type: "end", data: { output: 1, name: "x" } };
        expect(problems("a, b", { a: end, b: end })).toEqual(["OUTPUT_NAME_SHARED?@b data.name"]);
    });

    it("wants the input nodes to agree", () => {
        const start = (type: string): DrawnNode => ({
            type: "start",
            data: { schema: { n: { type, required: true } } }
        });
        expect(problems("a, b", { a: start("number"), b: start("string") })).toEqual([
            "INPUT_TYPE_CONFLICT@b data.schema.n.type"
        ]);
        expect(problems("a, b", { a: start("number"), b: start("integer") })).toEqual([]);
    });

    it.each<[string, string, Nodes, string, string[]]>([
        ["is not there", "a", {}, "ghost", ["CLEANUP_NOT_POSSIBLE@"]],
        ["has edges into it", "a -> z", {}, "z", ["CLEANUP_NOT_POSSIBLE@z"]],
        [
            "is inside a container",
            "b",
            { b: box, z: { parentId: "b" } },
            "z",
            ["CLEANUP_NOT_POSSIBLE@z"]
        ],
        [
            "leads to the workflow's own nodes",
            "a -> b, z -> b",
            {},
            "z",
            ["CLEANUP_NOT_POSSIBLE@z"]
        ],
        ["is all there is", "z -> y", {}, "z", ["WORKFLOW_EMPTY@"]],
        ["is disabled", "a, z", { z: off }, "z", []],
        ["has a lane of its own", "a, z -> y", {}, "z", []]
    ])("a cleanup node that %s", (_name, picture, nodes, cleanup, expected) => {
        expect(problems(picture, nodes, { cleanup })).toEqual(expected);
    });
});

describe("problems of policy", () => {
    it.each<[string, string, Nodes, string[]]>([
        [
            "a policy the type refuses",
            "b",
            {
                b: { ...box, policy: { timeout_seconds: 5, retry: { attempts: 2 } } },
                x: { parentId: "b" }
            },
            ["POLICY_NOT_ALLOWED@b policy.retry", "POLICY_NOT_ALLOWED@b policy.timeout_seconds"]
        ],
        [
            "continue without a port to continue by",
            "f:true -> a",
            {
                f: { type: "fork", policy: { on_error: "continue" } }
            },
            ["POLICY_NOT_ALLOWED@f policy.on_error"]
        ],
        [
            "an error edge beside a stated fail",
            "a:error -> b",
            {
                a: { policy: { on_error: "fail" } }
            },
            ["POLICY_CONFLICT@a policy.on_error e1", "UNREACHABLE_NODE?@b"]
        ],
        ["branch without an error edge", "a -> b", { a: { policy: { on_error: "branch" } } }, []]
    ])("%s", (_name, picture, nodes, expected) => {
        expect(problems(picture, nodes)).toEqual(expected);
    });

    it("lets an error edge imply branch", () => {
        expect(plan("a:error -> b, a -> c").nodes[0]?.on_error).toBe("branch");
        expect(plan("a:error -> d, a -> c", { d: off }).nodes[0]?.on_error).toBe("branch");
    });
});

describe("problems of config", () => {
    it("name the field and the fix", () => {
        const { problems: found } = compiled(
            draw("", { e: { type: "end", data: { label: "Answer" } } })
        );
        expect(found).toEqual([
            {
                code: "MISSING_CONFIG",
                severity: "error",
                node_id: "e",
                field: "data.output",
                message: "“Answer” needs “Output”.",
                solution: "Fill in “Output”."
            }
        ]);
    });

    it.each<[string, DrawnNode, string[]]>([
        ["a value that is too large", { data: { size: 10 } }, ["INVALID_CONFIG@a data.size"]],
        [
            "a text where a number is wanted",
            { data: { size: "5" } },
            ["INVALID_CONFIG@a data.size"]
        ],
        [
            "mixed text where a number is wanted",
            { data: { size: "1${inputs.x}" } },
            ["INVALID_CONFIG@a data.size"]
        ],
        ["a reference where a number is wanted", { data: { size: "${inputs.x}" } }, []],
        [
            "a reference where a word is wanted",
            {
                type: "call",
                data: { prompt: "x", method: "${inputs.x}" }
            },
            ["INVALID_CONFIG@a data.method"]
        ],
        [
            "a reference that cannot be read",
            { data: { value: ["${a..b}"] } },
            ["TEMPLATE_SYNTAX@a data.value[0]"]
        ],
        ["the same in a field without references", { data: { plain: "${a..b}" } }, []],
        [
            "a reference of another type",
            { data: { size: "${execution.id}" } },
            ["TYPE_MISMATCH@a data.size"]
        ]
    ])("%s", (_name, node, expected) => {
        expect(problems("", { a: node })).toEqual(expected);
    });

    it("does not keep a node with references from having a lane", () => {
        expect(plan("", { a: { data: { size: "${inputs.x}" } } }).nodes[0]?.lane).toBe("io");
    });
});

describe("types", () => {
    it("flow along references", () => {
        const { types } = compiled(
            draw("s -> a -> b", {
                s: { type: "start", data: { schema: { n: { type: "integer", required: true } } } },
                a: value({
                    n: "${s.output.n}",
                    t: "is ${s.output.n}",
                    l: ['${s.output.n ?? "x"}']
                }),
                b: value("${a.output.l[0]}")
            })
        );
        expect(types.a).toEqual({
            input_schema: { type: "object", properties: { n: { type: "integer" } } },
            output_schema: {
                type: "object",
                properties: {
                    n: { type: "integer" },
                    t: { type: "string" },
                    l: {
                        type: "array",
                        items: { type: "union", of: [{ type: "integer" }, { type: "string" }] }
                    }
                }
            }
        });
        expect(types.b?.output_schema.type).toBe("union");
    });

    it("are checked in conditions", () => {
        const rules = [
            { left: "${a.output.n}", operator: "greater_than", right: "5" },
            { left: "${a.output.n}", operator: "greater_than", right: 5 },
            { left: "${a.output.t}", operator: "contains", right: "x" },
            { left: "${a.output.n}", operator: "contains", right: "x" },
            { left: "${a.output.n}", operator: "equals", right: "5" },
            { left: "${a.output.t}", operator: "matches", right: "(?=x)" },
            { left: "${a.output.t}", operator: "before", right: "soon" },
            { left: "${a.output.t}", operator: "in", right: "x" },
            { left: "${inputs.x}", operator: "greater_than", right: 5 }
        ];
        const nodes: Nodes = {
            a: value({ n: 1, t: "text" }),
            f: { type: "fork", data: { condition: { combinator: "or", rules } } }
        };
        expect(problems("a -> f", nodes)).toEqual([
            "TYPE_MISMATCH@f data.condition.rules[0]",
            "TYPE_MISMATCH@f data.condition.rules[3]",
            "INVALID_CONFIG@f data.condition.rules[5]",
            "TYPE_MISMATCH@f data.condition.rules[6]",
            "TYPE_MISMATCH@f data.condition.rules[7]",
            "TYPE_MISMATCH?@f data.condition.rules[4]"
        ]);
    });
});
