import { expect, it } from "vitest";
import { drawn, node } from "../testing/tiny-catalogue.ts";
import { changeNode, moveNodes, remove } from "../document/edits.ts";
import { applyChanges } from "../document/content.ts";
import type { Change } from "../document/content.ts";
import { outdatedNodes } from "./outdated.ts";

//  a ─▶ b ─▶ c      d
const ran = drawn([node("a"), node("b"), node("c"), node("d")], "a>b b>c");

function after(changes: readonly Change[]): string[] {
    const now = applyChanges(ran, changes).definition;
    return [...outdatedNodes(ran.definition, now)].sort();
}

it("marks what was changed and what stands behind it", () => {
    const change = changeNode(ran.definition, "b", (one) => ({ ...one, data: { value: 1 } }));
    expect(after(change)).toEqual(["b", "c"]);
});

it("marks what lost or got a connection", () => {
    expect(after(remove(ran.definition, { nodes: [], edges: ["a>b"] }))).toEqual(["b", "c"]);
});

it("does not mind where nodes stand", () => {
    expect(after(moveNodes(ran.definition, new Map([["a", { x: 80, y: 0 }]])))).toEqual([]);
});
