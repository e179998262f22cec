import { describe, expect, it } from "vitest";
import { box, compiled, problems, value } from "../testing/compiling.ts";
import type { Nodes } from "../testing/compiling.ts";
import { draw } from "../testing/draw.ts";
import type { DrawnNode } from "../testing/draw.ts";

describe("references", () => {
    const start = (schema: object): DrawnNode => ({ type: "start", data: { schema } });

    it.each<[string, string, Nodes, string[]]>([
        ["a node before", "a -> b", { b: value("${a.output}") }, []],
        ["a node far before", "a -> b -> c", { c: value("${a.output}") }, []],
        ["itself", "a", { a: value("${a.output}") }, ["REFERENCE_NOT_UPSTREAM@a data.value"]],
        [
            "a node after",
            "a -> b",
            { a: value("${b.output}") },
            ["REFERENCE_NOT_UPSTREAM@a data.value"]
        ],
        [
            "a node beside",
            "a, b",
            { b: value("${a.output ?? 1}") },
            ["REFERENCE_NOT_UPSTREAM@b data.value"]
        ],
        ["nothing", "a", { a: value("${ghost.output ?? 1}") }, ["UNKNOWN_REFERENCE@a data.value"]],
        [
            "a note",
            "a",
            { a: value("${n.output}"), n: { type: "note" } },
            ["UNKNOWN_REFERENCE@a data.value"]
        ],
        [
            "the environment",
            "a",
            { a: value("${env.JWT_SECRET}") },
            ["UNKNOWN_REFERENCE@a data.value"]
        ],
        ["secrets", "a", { a: value("${secrets.x}") }, ["UNKNOWN_REFERENCE@a data.value"]],
        [
            "what every object is born with",
            "a",
            { a: value("${constructor} ${toString}") },
            ["UNKNOWN_REFERENCE@a data.value", "UNKNOWN_REFERENCE@a data.value"]
        ],
        [
            "a node without saying what of it",
            "a -> b",
            { b: value("${a}") },
            ["UNKNOWN_REFERENCE@b data.value"]
        ],
        [
            "a key that is not there",
            "a -> b",
            { a: value({ x: 1 }), b: value("${a.output.y}") },
            ["UNKNOWN_REFERENCE@b data.value"]
        ],
        [
            "the same with an alternative",
            "a -> b",
            { a: value({ x: 1 }), b: value("${a.output.y ?? 0}") },
            []
        ],
        [
            "a key of something unknown",
            "a -> b",
            { a: value("${inputs.x}"), b: value("${a.output.y[0].z}") },
            []
        ],
        [
            "a member of a text",
            "a -> b",
            { a: value("x"), b: value("${a.output.length}") },
            ["UNKNOWN_REFERENCE@b data.value"]
        ],
        ["variables", "a", { a: value("${vars.x}") }, []],
        ["the execution", "a", { a: value("${execution.id} ${execution.version}") }, []],
        [
            "what the execution does not have",
            "a",
            { a: value("${execution.secret}") },
            ["UNKNOWN_REFERENCE@a data.value"]
        ],
        ["inputs nobody names", "a", { a: value("${inputs.x}") }, []],
        [
            "an input others are named beside",
            "s -> a",
            { s: start({ y: {} }), a: value("${inputs.x}") },
            ["REFERENCE_MAY_BE_MISSING?@a data.value"]
        ],
        [
            "a field that must be sent",
            "s -> a",
            { s: start({ y: { required: true } }), a: value("${s.output.y} ${inputs.y}") },
            []
        ],
        [
            "a field with a default",
            "s -> a",
            { s: start({ y: { default: 1 } }), a: value("${s.output.y}") },
            []
        ],
        [
            "a field that may be absent",
            "s -> a",
            { s: start({ y: {} }), a: value("${s.output.y}") },
            ["REFERENCE_MAY_BE_MISSING?@a data.value"]
        ]
    ])("to %s", (_name, picture, nodes, expected) => {
        expect(problems(picture, nodes)).toEqual(expected);
    });

    it("say what was probably meant", () => {
        const { problems: found } = compiled(
            draw("order -> b", {
                order: value({ tier: 1 }),
                b: value("${ordr.output} ${order.output.teir}")
            })
        );
        expect(found.map(({ solution }) => solution)).toEqual([
            "Did you mean order?",
            "Did you mean tier?"
        ]);
    });

    it("in the left side of exists may lead nowhere", () => {
        const rule = (operator: string) => ({ left: "${s.output.y}", operator, right: 1 });
        const fork = (operator: string): DrawnNode => ({
            type: "fork",
            data: { condition: { combinator: "and", rules: [rule(operator)] } }
        });
        expect(problems("s -> f", { s: start({ y: {} }), f: fork("exists") })).toEqual([]);
        expect(problems("s -> f", { s: start({ y: {} }), f: fork("equals") })).toEqual([
            "REFERENCE_MAY_BE_MISSING?@f data.condition.rules[0].left"
        ]);
    });

    it("keep secrets out of prompts", () => {
        const nodes: Nodes = {
            s: start({ key: { type: "string", required: true, secret: true } }),
            a: value({ inner: "is ${s.output.key}" }),
            c: { type: "call", data: { prompt: "${a.output.inner}" } }
        };
        expect(problems("s -> a -> c", nodes)).toEqual(["SECRET_IN_PROMPT@c data.prompt"]);
    });
});

describe("containers", () => {
    const inside = (more: DrawnNode = {}): DrawnNode => ({ parentId: "b", ...more });

    it.each<[string, string, string[]]>([
        ["a node before the container", "${a.output}", []],
        [
            "the item and the index",
            "${b.item.x} ${b.index} ${b.last ?? 0}",
            ["REFERENCE_MAY_BE_MISSING?@x data.value"]
        ],
        ["the container's output", "${b.output}", ["UNKNOWN_REFERENCE@x data.value"]],
        ["what the container does not have", "${b.nope}", ["UNKNOWN_REFERENCE@x data.value"]],
        ["a node after the container", "${c.output}", ["REFERENCE_NOT_UPSTREAM@x data.value"]]
    ])("inside: %s", (_name, text, expected) => {
        expect(problems("a -> b -> c", { b: box, x: inside(value(text)) })).toEqual(expected);
    });

    it("outside: the container's output, nothing inside it", () => {
        expect(
            problems("b -> c", { b: box, x: inside(), c: value("${b.output} ${x.output}") })
        ).toEqual(["REFERENCE_NOT_UPSTREAM@c data.value"]);
    });
});
