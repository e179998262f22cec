import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import { describe, expect, it } from "vitest";
import { drawn, node } from "../testing/tiny-catalogue.ts";
import { narrow, suggestionsFor } from "./reference-sources.ts";
import { previewOf, valuesInside } from "./preview.ts";

//  order ─▶ check ─true─▶ greet ─▶ done      other ─▶ (nothing)
const { definition } = drawn(
    [
        node("order", "input", {
            data: {
                label: "Order",
                schema: { customer: { type: "string", required: true }, total: { type: "number" } }
            }
        }),
        node("check", "conditional", {
            data: {
                label: "Large?",
                condition: {
                    combinator: "and",
                    rules: [{ left: "${order.output.total}", operator: "greater_than", right: 5 }]
                }
            }
        }),
        node("greet", "echo", { data: { label: "Greet", value: "Hi ${order.output.customer}" } }),
        node("done", "output", { data: { label: "Done" } }),
        node("other", "echo", { data: { label: "Other", value: 1 } })
    ],
    "order>check check:true>greet greet>done"
);
const { types } = compile(definition, catalogue);
const values = {
    order: { output: { customer: "Ana", total: 12 } },
    inputs: { customer: "Ana", total: 12 }
};
const suggestions = suggestionsFor({ definition, catalogue, node: "greet", types, values });

describe("what can be referred to", () => {
    it("is what runs before, nearest first, with types and the last values", () => {
        const paths = suggestions.map((one) => one.insert);
        expect(paths.slice(0, 5)).toEqual([
            "check.output",
            "check.output.result",
            "order.output",
            "order.output.customer",
            "order.output.total"
        ]);
        expect(suggestions.find((one) => one.insert === "order.output.customer")).toMatchObject({
            label: "Order",
            path: "customer",
            type: "text",
            sample: '"Ana"'
        });
        expect(paths).toContain("inputs.customer");
        expect(paths).toContain("execution.id");
    });

    it("names strangers last, and that they have to be connected first", () => {
        expect(suggestions.filter((one) => one.connect !== null).map((one) => one.connect)).toEqual(
            ["other"]
        );
        expect(suggestions.at(-1)?.connect).toBe("other");
        expect(suggestions.some((one) => one.insert.startsWith("done"))).toBe(false);
    });

    it("is narrowed by what was typed", () => {
        expect(narrow(suggestions, "tot")[0]?.insert).toBe("order.output.total");
        expect(narrow(suggestions, "Large")[0]?.insert).toBe("check.output");
        expect(narrow(suggestions, "nothing like it")).toEqual([]);
    });
});

describe("the preview", () => {
    it.each([
        ["Hi ${order.output.customer}", { kind: "resolved", text: "Hi Ana", type: "text" }],
        ["${order.output.total}", { kind: "resolved", text: "12", type: "number" }],
        ["${greet.output}", { kind: "waiting" }],
        ["$${x}", { kind: "resolved", text: "${x}", type: "text" }],
        ["plain", { kind: "none" }]
    ])("of %s", (text, preview) => {
        expect(previewOf(text, values)).toEqual(preview);
    });

    it("says what is wrong with a path that is not there", () => {
        expect(previewOf("${order.output.customre}", values)).toMatchObject({ kind: "error" });
    });
});

describe("inside a loop", () => {
    //  order ─▶ each [ line ]
    const looped = drawn(
        [
            node("order", "input", {
                data: { label: "Order", schema: { lines: { type: "array", required: true } } }
            }),
            node("each", "loop", {
                data: { label: "Each line", mode: "each", items: "${order.output.lines}" }
            }),
            node("line", "echo", { parentId: "each", data: { value: "${each.item.sku}" } })
        ],
        "order>each"
    ).definition;
    const outside = {
        order: { output: { lines: [{ sku: "a" }, { sku: "b" }] } },
        each: { output: ["done"] }
    };
    const turn = valuesInside(outside, looped.nodes, "line", () => ({ index: 1, count: 2 }));

    it("the turn is there to be read, with what it held in the turn that is shown", () => {
        const found = suggestionsFor({
            definition: looped,
            catalogue,
            node: "line",
            types: compile(looped, catalogue).types,
            values: turn
        });
        expect(found.slice(0, 4).map(({ insert }) => insert)).toContain("each.index");
        expect(found.find(({ insert }) => insert === "each.item.sku")).toMatchObject({
            label: "Each line",
            path: "item.sku",
            sample: '"b"'
        });
        expect(found.some(({ insert }) => insert.startsWith("each.output"))).toBe(false);
    });

    it("previews read the turn, outside they read the result", () => {
        expect(previewOf("${each.item.sku} of ${each.count}", turn)).toMatchObject({
            text: "b of 2"
        });
        expect(previewOf("${each.output[0]}", outside)).toMatchObject({ text: "done" });
    });
});
