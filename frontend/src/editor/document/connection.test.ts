import { expect, it } from "vitest";
import { drawn, node, tinyCatalogue } from "../testing/tiny-catalogue.ts";
import { refusalOf } from "./connection.ts";
import { graphOf } from "./graph.ts";

//  start ─▶ a ─▶ b ─▶ c       lone      loop { inside }
const { definition } = drawn(
    [
        node("start", "start"),
        node("a", "fork"),
        node("b"),
        node("c"),
        node("lone", "step", { position: { x: -100, y: 0 } }),
        node("inside", "step", { parentId: "lone" })
    ],
    "start>a a:true>b b>c"
);

it.each([
    ["start", "out", "b", null],
    ["a", "true", "b", "duplicate"],
    ["a", "false", "b", null],
    ["a", "true", "a", "self"],
    ["c", "out", "a", "cycle"],
    ["c", "out", "start", "no_input"],
    ["c", "out", "inside", "scope"],
    ["c", "out", "nobody", "unknown"]
])("%s %s ▶ %s: %s", (source, port, target, refusal) => {
    expect(refusalOf(definition, tinyCatalogue, { source, port, target })).toBe(refusal);
});

it("tells the order in which things happen, left first", () => {
    expect(graphOf(definition).order).toEqual(["lone", "start", "inside", "a", "b", "c"]);
});

it("knows what is upstream, the containers around it included", () => {
    expect([...graphOf(definition).upstream("c")].sort()).toEqual(["a", "b", "start"]);
    expect([...graphOf(definition).upstream("inside")]).toEqual(["lone"]);
});
