import { describe, expect, it } from "vitest";
import { edgePath } from "./edge-path.ts";

describe("an edge to the right", () => {
    it("is a cubic with half the distance to its control points, 28 at least", () => {
        const { path, isReturn } = edgePath({
            sourceX: 208,
            sourceY: 44,
            targetX: 264,
            targetY: 216
        });
        expect(path).toBe("M208 44C236 44 236 216 264 216");
        expect(isReturn).toBe(false);
    });
});

describe("an edge that leads back", () => {
    it("runs between the rows and tells its direction in the middle", () => {
        const { path, middle, isReturn } = edgePath({
            sourceX: 1000,
            sourceY: 100,
            targetX: 0,
            targetY: 352
        });
        expect(isReturn).toBe(true);
        expect(middle).toEqual({ x: 500, y: 296 });
        expect(path.startsWith("M1000 100L1012 100Q1026 100 1026 114")).toBe(true);
        expect(path.endsWith("L0 352")).toBe(true);
    });

    it("goes below where there is no room between", () => {
        const { middle } = edgePath({ sourceX: 400, sourceY: 32, targetX: 100, targetY: 32 });
        expect(middle.y).toBe(120);
    });
});
