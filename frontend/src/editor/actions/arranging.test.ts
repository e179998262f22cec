import { describe, expect, it } from "vitest";
import { drawn, node } from "../testing/tiny-catalogue.ts";
import { tinyEditor } from "../testing/tiny-editor.ts";
import { align, distribute } from "./align.ts";
import { lineageOf, move } from "./arrange.ts";
import { definitionOf } from "./read.ts";
import { canSplice, spliceMoved } from "./splice.ts";

function at(id: string, x: number, y: number, type = "step") {
    return node(id, type, { position: { x, y } });
}

const content = drawn(
    [at("a", 0, 0, "start"), at("b", 240, 40), at("c", 800, 16), at("new", 300, 400)],
    "a>b b>c"
);

function open(chosen: readonly string[] = []) {
    const editor = tinyEditor(content);
    editor.document.select({ nodes: chosen });
    const place = (id: string) => definitionOf(editor).nodes[id]?.position;
    return { editor, place };
}

describe("nodes", () => {
    it("land on the grid, and beside it when it is held off", () => {
        const { editor, place } = open();
        move(editor, new Map([["b", { x: 243.4, y: 37.2 }]]));
        expect(place("b")).toEqual({ x: 240, y: 40 });
        move(editor, new Map([["b", { x: 243.4, y: 37.2 }]]), { isFree: true });
        expect(place("b")).toEqual({ x: 243, y: 37 });
    });

    it("line up, as one step", () => {
        const { editor, place } = open(["a", "b", "c"]);
        align(editor, "y");
        expect([place("a")?.y, place("b")?.y, place("c")?.y]).toEqual([0, 0, 0]);
        expect(editor.document.undo()?.label).toBe("Aligned 3 nodes");
        align(editor, "x");
        expect([place("a")?.x, place("b")?.x, place("c")?.x]).toEqual([0, 0, 0]);
    });

    it("stand at equal distances between the outer two", () => {
        const { editor, place } = open(["c", "a", "b"]);
        distribute(editor, "x");
        expect([place("a")?.x, place("b")?.x, place("c")?.x]).toEqual([0, 400, 800]);
        expect(place("b")?.y).toBe(40);
    });
});

describe("a node that is joined to nothing", () => {
    it("is put into the edge it is dropped on, as one step", () => {
        const { editor, place } = open();
        spliceMoved(editor, { node: "new", place: { x: 501, y: 42 }, edge: "b>c" });
        const { edges } = definitionOf(editor);
        expect(edges.map(({ source, target }) => `${source}>${target}`).toSorted()).toEqual([
            "a>b",
            "b>new",
            "new>c"
        ]);
        expect(place("new")).toEqual({ x: 504, y: 40 });
        editor.document.undo();
        expect(definitionOf(editor)).toEqual(content.definition);
    });

    it("is the only one that may be", () => {
        const { editor } = open();
        expect(["new", "a", "b", "c"].filter((id) => canSplice(editor, id))).toEqual(["new"]);
    });
});

describe("the lineage", () => {
    it("is what the chosen read and what reads them", () => {
        const { definition } = content;
        expect(lineageOf(definition, [])).toBeNull();
        expect([...(lineageOf(definition, ["b"]) ?? [])].toSorted()).toEqual(["a", "b", "c"]);
        expect([...(lineageOf(definition, ["new"]) ?? [])]).toEqual(["new"]);
    });
});
