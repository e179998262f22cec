import { describe, expect, it } from "vitest";
import { pauseBefore, stepAt, timeOfStep } from "./scrub.ts";

const FRAMES = [0, 10, 10, 500, 90_000].map((at, index) => ({
    type: "node:started",
    seq: index + 1,
    timestamp: new Date(at).toISOString(),
    execution_id: "x"
}));

describe("stepAt", () => {
    it.each([
        [-5, 1],
        [0, 1],
        [9, 1],
        [10, 3],
        [499, 3],
        [1e9, 5]
    ])("at %i ms it is step %i", (at, step) => {
        expect(stepAt(FRAMES, at)).toBe(step);
    });
});

describe("timeOfStep", () => {
    it("is the time of its fact, the last one's beyond the end, none without facts", () => {
        expect(timeOfStep(FRAMES, 4)).toBe(500);
        expect(timeOfStep(FRAMES, 99)).toBe(90_000);
        expect(timeOfStep([], 1)).toBeNull();
    });
});

describe("pauseBefore", () => {
    it("keeps the rhythm, shows what took no time and shortens what took long", () => {
        expect(pauseBefore(FRAMES, 4, 1)).toBe(490);
        expect(pauseBefore(FRAMES, 3, 1)).toBe(90);
        expect(pauseBefore(FRAMES, 5, 1)).toBe(1_500);
        expect(pauseBefore(FRAMES, 5, 4)).toBe(375);
    });
});
