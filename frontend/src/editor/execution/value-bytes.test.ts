import { expect, test } from "vitest";
import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import { outputBytes } from "./value-bytes.ts";

function completed(instance: string, output: unknown): Frame {
    const timestamp = "2026-05-01T10:00:00.000Z";
    const data = { values: { output } };
    return { type: "node:completed", timestamp, execution_id: "x", instance, data };
}

test("a stored output's size is in its fact; an inline one has none to tell", () => {
    const frames = [
        completed("a", { ref: "x/1", bytes: 5_200_000 }),
        completed("b", { json: 1 }),
        completed("each[1]/a", { ref: "x/2", bytes: 7 })
    ];
    expect(outputBytes(frames, "a")).toBe(5_200_000);
    expect(outputBytes(frames, "each[1]/a")).toBe(7);
    expect(outputBytes(frames, "b")).toBeNull();
    expect(outputBytes(frames, "nobody")).toBeNull();
});
