// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { boxOf, containerAt } from "../canvas/frame-size.ts";
import { absoluteOf, nested } from "../document/scope.ts";
import { drawn, node, tinyCatalogue } from "../testing/tiny-catalogue.ts";
import { tinyEditor } from "../testing/tiny-editor.ts";
import { tidyUp } from "./arrange.ts";
import { copyText, duplicate, pasteText } from "./clipboard.ts";
import { dropNodes, moveInto, moveOut } from "./containers.ts";
import { groupIntoLoop } from "./group.ts";
import { add } from "./nodes.ts";

/**
 *     start ─▶ loop [ a ─▶ b ] ─▶ end        out (alone)
 */
function opened() {
    const at = (x: number, y: number) => ({ position: { x, y } });
    const inside = (x: number, y: number) => ({ ...at(x, y), parentId: "loop" });
    return tinyEditor(
        drawn(
            [
                node("start", "start"),
                node("loop", "frame", at(264, 0)),
                node("a", "step", inside(24, 72)),
                node("b", "step", inside(288, 72)),
                node("end", "end", at(840, 0)),
                node("out", "step", at(0, 400))
            ],
            "start>loop a>b loop>end"
        )
    );
}

type Opened = ReturnType<typeof opened>;
const definition = (editor: Opened) => editor.document.getState().content.definition;
const edges = (editor: Opened) =>
    definition(editor).edges.map(({ source, target }) => `${source}>${target}`);

describe("a container", () => {
    it("is as large as its body needs, to every side", () => {
        const editor = opened();
        expect(boxOf(definition(editor), tinyCatalogue, "loop")).toEqual({
            x: 0,
            y: 0,
            width: 288 + 208 + 24,
            height: 184
        });
        const { nodes, edges: all } = definition(editor);
        const high = { ...nodes, a: node("a", "step", { parentId: "loop" }) };
        expect(boxOf({ nodes: high, edges: all }, tinyCatalogue, "loop")).toMatchObject({
            x: -24,
            y: -72
        });
    });

    it("is found where one points at its frame, the innermost first", () => {
        const editor = opened();
        expect(containerAt(definition(editor), tinyCatalogue, { x: 300, y: 100 })).toBe("loop");
        expect(containerAt(definition(editor), tinyCatalogue, { x: 100, y: 100 })).toBeUndefined();
        const moving = new Set(["loop"]);
        expect(
            containerAt(definition(editor), tinyCatalogue, { x: 300, y: 100 }, moving)
        ).toBeUndefined();
    });

    it("stands in the outline with its body right after it", () => {
        const { nodes } = definition(opened());
        expect(nested(nodes, Object.keys(nodes))).toEqual([
            { id: "start", depth: 0 },
            { id: "loop", depth: 0 },
            { id: "a", depth: 1 },
            { id: "b", depth: 1 },
            { id: "end", depth: 0 },
            { id: "out", depth: 0 }
        ]);
    });
});

describe("nodes go in and out", () => {
    it("by dragging, and the edges that would cross the border go with the same step", () => {
        const editor = opened();
        const dropped = new Map([["b", { x: 288, y: 300 }]]);
        dropNodes(editor, dropped, { pointer: { x: 560, y: 420 }, isFree: false });
        expect(definition(editor).nodes["b"]).toMatchObject({ position: { x: 552, y: 304 } });
        expect(definition(editor).nodes["b"]).not.toHaveProperty("parentId");
        expect(edges(editor)).toEqual(["start>loop", "loop>end"]);
        editor.document.undo();
        expect(definition(editor).nodes["b"]?.parentId).toBe("loop");
        expect(edges(editor)).toEqual(["start>loop", "a>b", "loop>end"]);
    });

    it("by command, to a free place", () => {
        const editor = opened();
        editor.document.select({ nodes: ["out"] });
        moveInto(editor, "loop");
        expect(definition(editor).nodes["out"]?.parentId).toBe("loop");
        editor.document.select({ nodes: ["out"] });
        moveOut(editor);
        const box = boxOf(definition(editor), tinyCatalogue, "loop");
        expect(definition(editor).nodes["out"]?.position.y).toBeGreaterThan(box.height);
        expect(definition(editor).nodes["out"]).not.toHaveProperty("parentId");
    });

    it("within their scope it is a move, and a frame that grows pushes what it would cover", () => {
        const editor = opened();
        const dropped = new Map([["b", { x: 488, y: 72 }]]);
        dropNodes(editor, dropped, { pointer: { x: 760, y: 100 }, isFree: false });
        expect(definition(editor).nodes["b"]?.position).toEqual({ x: 488, y: 72 });
        expect(definition(editor).nodes["end"]?.position.x).toBe(840 + 200);
        editor.document.undo();
        expect(definition(editor).nodes["end"]?.position.x).toBe(840);
    });

    it("never into themselves", () => {
        const editor = opened();
        const dropped = new Map([["loop", { x: 270, y: 8 }]]);
        dropNodes(editor, dropped, { pointer: { x: 300, y: 100 }, isFree: false });
        expect(definition(editor).nodes["loop"]).not.toHaveProperty("parentId");
    });
});

describe("a loop around nodes", () => {
    it("takes over the edges to and from them", () => {
        const editor = tinyEditor(
            drawn(
                [node("start", "start"), node("a"), node("b"), node("c"), node("end", "end")],
                "start>a start>b a>c b>c c>end"
            )
        );
        editor.document.select({ nodes: ["a", "b", "c"] });
        expect(groupIntoLoop(editor)).toBe("frame");
        expect(edges(editor)).toEqual(["start>frame", "a>c", "b>c", "frame>end"]);
        expect(definition(editor).nodes["c"]?.parentId).toBe("frame");
        editor.document.undo();
        expect(edges(editor)).toEqual(["start>a", "start>b", "a>c", "b>c", "c>end"]);
    });

    it("keeps them where they stand among each other", () => {
        const editor = opened();
        const before = absoluteOf(definition(editor).nodes, "b").x;
        editor.document.select({ nodes: ["a", "b"] });
        const made = groupIntoLoop(editor) ?? "";
        const { nodes } = definition(editor);
        expect(nodes["a"]?.parentId).toBe(made);
        expect(nodes[made]?.parentId).toBe("loop");
        const apart = absoluteOf(nodes, "b").x - absoluteOf(nodes, "a").x;
        expect(apart).toBe(before - 288);
    });
});

describe("a body goes along", () => {
    it("in copies, beside the original and under the pointer", () => {
        const editor = opened();
        editor.document.select({ nodes: ["loop"] });
        duplicate(editor);
        const copies = Object.values(definition(editor).nodes).filter(
            ({ parentId }) => parentId === "frame_2"
        );
        expect(copies).toHaveLength(2);
        expect(editor.document.getState().selection.nodes).toEqual(["frame_2"]);

        editor.document.select({ nodes: ["out"] });
        const text = copyText(editor) ?? "";
        pasteText(editor, text, { x: 290, y: 100 });
        const [pasted = ""] = editor.document.getState().selection.nodes;
        expect(definition(editor).nodes[pasted]?.parentId).toBe("loop");
    });

    it("when the graph is tidied: inside first, so the frame fits", () => {
        const editor = opened();
        editor.document.select({ nodes: [] });
        tidyUp(editor);
        const { nodes } = definition(editor);
        expect(nodes["a"]?.position).toEqual({ x: 24, y: 72 });
        expect(nodes["b"]?.position.x).toBeGreaterThanOrEqual(24 + 208 + 48);
        const box = boxOf(definition(editor), tinyCatalogue, "loop");
        const loop = nodes["loop"]?.position ?? { x: 0, y: 0 };
        expect(nodes["end"]?.position.x).toBeGreaterThanOrEqual(loop.x + box.width + 48);
    });

    it("and takes a new node that is dropped on it", () => {
        const editor = opened();
        const id = add(editor, { type: "step", place: { x: 300, y: 150 } }) ?? "";
        expect(definition(editor).nodes[id]).toMatchObject({
            parentId: "loop",
            position: { x: 40, y: 152 }
        });
    });
});
