import { describe, expect, it } from "vitest";
import { miniature } from "./miniature.ts";

const node = (id: string, x: number, y: number) => ({ id, type: "echo", x, y });

describe("miniature", () => {
    it("draws nothing in a frame of the usual size when there is nothing", () => {
        expect(miniature({ nodes: [], edges: [] })).toEqual({
            viewBox: "0 0 264 96",
            nodes: [],
            edges: ""
        });
    });

    it("centres a small graph without blowing it up", () => {
        const drawn = miniature({ nodes: [node("a", 0, 0), node("b", 272, 0)], edges: [] });
        expect(drawn.nodes.map(({ x, y }) => [x, y])).toEqual([
            [0, 0],
            [50, 0]
        ]);
        expect(drawn.viewBox).toBe("-90 -39 264 96");
    });

    it("leaves room for a badge above, as far as there is room below", () => {
        const flat = { nodes: [node("a", 0, 0)], edges: [] };
        expect(miniature(flat, true).viewBox).toBe("-115 -49 264 96");
        const tall = { nodes: [node("a", 0, 0), node("b", 0, 2000)], edges: [] };
        expect(miniature(tall, true).viewBox).toBe("-115 -20 264 571");
    });

    it("grows the frame around a large graph", () => {
        const nodes = Array.from({ length: 20 }, (_, index) => node(`n${index}`, index * 272, 0));
        const [, , width] = miniature({ nodes, edges: [] }).viewBox.split(" ").map(Number);
        expect(width).toBe(19 * 50 + 34 + 28);
    });

    it("draws edges between nodes it has and drops the others", () => {
        const edges = [
            { source: "a", target: "b" },
            { source: "a", target: "gone" }
        ];
        const drawn = miniature({ nodes: [node("a", 0, 0), node("b", 272, 0)], edges });
        expect(drawn.edges).toBe("M34 9C42 9 42 9 50 9");
    });

    it("frames what stands in a container, and leaves it at the frame's edge", () => {
        const outline = {
            nodes: [
                { ...node("inner", 40, 100), parent: "loop" },
                node("loop", 0, 0),
                { ...node("deep", 320, 100), parent: "loop" },
                node("after", 800, 0)
            ],
            edges: [{ source: "loop", target: "after" }]
        };
        const { nodes, edges } = miniature(outline);
        expect(nodes.map(({ id, isFrame }) => [id, isFrame])).toEqual([
            ["loop", true],
            ["inner", false],
            ["deep", false],
            ["after", false]
        ]);
        const ends = nodes.map(({ x, y, width, height }) => [x + width, y + height]);
        const [[right = 0, bottom = 0] = [], , deep] = ends;
        expect([right - 7, bottom - 7]).toEqual(deep);
        expect(edges).toMatch(new RegExp(`^M${right} 9C`));
    });
});
