import { describe, expect, it, vi } from "vitest";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Publication } from "./hub.ts";
import { Recent } from "./recent.ts";

const started: Fact = { kind: "execution:started", at: 1, trigger: "api", inputs: { json: {} } };
const node: Fact = { kind: "node:started", at: 2, instance: "a" };
const ended: Fact = { kind: "execution:completed", at: 3, outputs: {} };

function published(
    id: string,
    first_seq: number,
    facts: readonly Fact[]
): Omit<Publication, "plan"> {
    return {
        execution_id: id,
        workspace_id: "mine",
        workflow_id: "w",
        first_seq,
        facts
    };
}

describe("what was published a moment ago", () => {
    it("is found by its own workspace, with all its facts", () => {
        const recent = new Recent();
        recent.note(published("e", 1, [started, node]));
        expect(recent.find("e", "mine")).toEqual({ workflow_id: "w", is_over: false });
        recent.note(published("e", 3, [ended]));
        expect(recent.find("e", "mine")).toEqual({ workflow_id: "w", is_over: true });
        expect(recent.facts("e", 1)).toEqual([node, ended]);
        expect(recent.facts("e", 3)).toEqual([]);
        recent.close();
    });

    it("is not found by another workspace", () => {
        const recent = new Recent();
        recent.note(published("e", 1, [started]));
        expect(recent.find("e", "theirs")).toBeNull();
        recent.close();
    });

    it("is not known where its beginning or a part is missing", () => {
        const recent = new Recent();
        recent.note(published("later", 3, [ended]));
        expect(recent.facts("later", 0)).toBeUndefined();
        recent.note(published("gap", 1, [started]));
        recent.note(published("gap", 3, [ended]));
        expect(recent.facts("gap", 0)).toBeUndefined();
        recent.close();
    });

    it("is forgotten when it grows long, and after a while", () => {
        vi.useFakeTimers();
        const recent = new Recent();
        recent.note(published("long", 1, [started]));
        recent.note(published("long", 2, Array<Fact>(500).fill(node)));
        expect(recent.find("long", "mine")).toBeNull();
        recent.note(published("e", 1, [started]));
        vi.advanceTimersByTime(10_000);
        expect(recent.find("e", "mine")).toBeNull();
        recent.close();
        vi.useRealTimers();
    });

    it("holds only so many facts, the oldest leaving first", () => {
        const recent = new Recent();
        for (let n = 0; n < 300; n += 1)
            recent.note(published(`e${n}`, 1, [started, ...Array<Fact>(99).fill(node)]));
        expect(recent.find("e0", "mine")).toBeNull();
        expect(recent.find("e299", "mine")).not.toBeNull();
        recent.close();
    });
});
