import { describe, expect, it } from "vitest";
import { changeNode, moveNodes } from "../document/edits.ts";
import { applyChanges } from "../document/content.ts";
import { drawn, node, tinyCatalogue } from "../testing/tiny-catalogue.ts";
import { EdgeViews } from "./edge-views.ts";
import { DIM, NodeViews } from "./node-views.ts";

const content = drawn([node("a", "start"), node("b"), node("c", "end")], "a>b b>c");
const typed = applyChanges(
    content,
    changeNode(content.definition, "b", (one) => ({ ...one, data: { value: "x" } }))
);
const moved = applyChanges(
    content,
    moveNodes(content.definition, new Map([["b", { x: 80, y: 0 }]]))
);
const renamed = applyChanges(
    content,
    changeNode(content.definition, "b", (one) => ({ ...one, data: { label: "Bee" } }))
);

describe("the views React Flow draws", () => {
    it("are the very same lists while somebody types", () => {
        const nodes = new NodeViews();
        const edges = new EdgeViews();
        const before = nodes.derive(content.definition, tinyCatalogue, []);
        const lines = edges.derive(content.definition, tinyCatalogue, []);
        expect(nodes.derive(typed.definition, tinyCatalogue, [])).toBe(before);
        expect(edges.derive(typed.definition, tinyCatalogue, [])).toBe(lines);
    });

    it("change only where a node moved, was chosen or is dragged", () => {
        const views = new NodeViews();
        const [a, b, c] = views.derive(content.definition, tinyCatalogue, []);
        const after = views.derive(moved.definition, tinyCatalogue, ["c"]);
        expect(after[0]).toBe(a);
        expect(after[1]).not.toBe(b);
        expect(after[2]).not.toBe(c);
        expect(after[2]?.selected).toBe(true);

        views.apply([{ id: "a", type: "position", position: { x: 8, y: 8 }, dragging: true }]);
        const dragged = views.derive(moved.definition, tinyCatalogue, ["c"]);
        expect(dragged[0]?.position).toEqual({ x: 8, y: 8 });
        expect(dragged[1]).toBe(after[1]);
        expect([...views.drop()]).toEqual([["a", { x: 8, y: 8 }]]);
    });

    it("step back where the lineage of the selection does not go", () => {
        const lineage = new Set(["a", "b"]);
        const nodes = new NodeViews().derive(content.definition, tinyCatalogue, ["a"], lineage);
        expect(nodes.map((view) => view.className === DIM)).toEqual([false, false, true]);
        const edges = new EdgeViews().derive(content.definition, tinyCatalogue, [], lineage);
        expect(edges.map((view) => view.className === DIM)).toEqual([false, true]);
    });

    it("name an edge by the nodes at its ends", () => {
        const views = new EdgeViews();
        views.derive(content.definition, tinyCatalogue, []);
        const [first] = views.derive(renamed.definition, tinyCatalogue, []);
        expect(first?.ariaLabel).toBe("Connection from Start to Bee");
        expect(first).toMatchObject({ sourceHandle: "out", targetHandle: "in" });
    });
});
