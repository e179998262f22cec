import { describe, expect, it } from "vitest";
import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import { factWords } from "./fact-words.ts";

function words(type: string, more: Partial<Frame> = {}): string {
    const frame = {
        type,
        seq: 1,
        timestamp: "2026-05-01T10:00:00.000Z",
        execution_id: "x",
        ...more
    };
    return factWords(frame, (node) => node.toUpperCase());
}

describe("factWords", () => {
    it("says what an execution did", () => {
        expect(words("execution:started")).toBe("execution started");
        expect(words("execution:timed_out")).toBe("execution timed out");
    });

    it("says what a node did, by its name and turn", () => {
        expect(words("node:started", { instance: "each[3]/charge" })).toBe(
            "CHARGE, turn 4 started"
        );
        expect(words("node:skipped", { instance: "charge" })).toBe("CHARGE was skipped");
    });

    it("names the way a decision went", () => {
        const done = (port: string) =>
            words("node:completed", { instance: "known", data: { port } });
        expect(done("out")).toBe("KNOWN completed");
        expect(done("true")).toBe("KNOWN answered true");
    });

    it("has a word for every other fact, and none for what is no fact", () => {
        expect(words("scope:collecting", { instance: "each" })).toBe("EACH collects its results");
        expect(words("turn:started", { data: { container: "each", index: 2 } })).toBe(
            "EACH, turn 3 began"
        );
        expect(words("node:progress", { instance: "charge" })).toBe("");
        expect(factWords(undefined, String)).toBe("");
    });
});
