import { expect, it } from "vitest";
import { definitionSchema } from "@flowmaestro/shared/workflow/document.ts";
import { outlineOf } from "./outline.ts";

const node = (id: string, x: number, parentId?: string) => ({
    id,
    type: "echo",
    position: { x, y: 10.4 },
    data: {},
    ...(parentId === undefined ? {} : { parentId })
});

it("draws what stands in a container where the container stands", () => {
    const definition = definitionSchema.parse({
        nodes: {
            loop: node("loop", 100),
            inner: node("inner", 20, "loop"),
            lost: node("lost", 1, "gone")
        },
        edges: [{ id: "e", source: "loop", target: "inner" }]
    });
    expect(outlineOf(definition)).toEqual({
        nodes: [
            { id: "loop", type: "echo", x: 100, y: 10 },
            { id: "inner", type: "echo", x: 120, y: 21, parent: "loop" },
            { id: "lost", type: "echo", x: 1, y: 10 }
        ],
        edges: [{ source: "loop", target: "inner" }]
    });
});

it("stays small, and draws no edge to what it leaves out", () => {
    const ids = Array.from({ length: 300 }, (_, at) => `n${at}`);
    const definition = definitionSchema.parse({
        nodes: Object.fromEntries(ids.map((id, at) => [id, node(id, at)])),
        edges: ids.slice(1).map((id, at) => ({ id: `e${at}`, source: `n${at}`, target: id }))
    });
    const outline = outlineOf(definition);
    expect(outline.nodes).toHaveLength(120);
    expect(outline.edges).toHaveLength(119);
});
