import { describe, expect, it } from "vitest";
import { Admission } from "./admission.ts";
import { nodeHost } from "./host.ts";

function room(max_backlog: number) {
    const now = { ms: 0, memory: 0, backlog: 0, active: 0 };
    const host = { ...nodeHost, monotonic: () => now.ms, memoryShare: () => now.memory };
    const admission = new Admission({
        host,
        backlog: () => now.backlog,
        activeOf: () => now.active,
        max_backlog
    });
    return { now, admission };
}

describe("admission", () => {
    it("keeps room for others: one workspace fills its half, the next one is taken", () => {
        const { admission } = room(10);
        const left = Array.from({ length: 5 }, () => admission.enter("a"));
        expect(() => admission.enter("a")).toThrow(
            expect.objectContaining({ code: "RATE_LIMITED" })
        );
        admission.enter("b");
        left[0]?.();
        left[0]?.();
        admission.enter("a");
        expect(() => admission.enter("a")).toThrow(
            expect.objectContaining({ code: "RATE_LIMITED" })
        );
    });

    it("refuses everybody when there is too much to do, with when to come back", () => {
        const { admission, now } = room(4);
        for (const who of ["a", "b", "c", "d"]) admission.enter(who);
        const refused = { code: "OVERLOADED", headers: { "retry-after": "1" } };
        expect(() => admission.enter("e")).toThrow(expect.objectContaining(refused));
        now.backlog = 4;
        expect(admission.hasRoom).toBe(false);
    });

    it("refuses while a crowd waits for a slow disk, and while memory is short", () => {
        const { admission, now } = room(1_000);
        const leave = Array.from({ length: 60 }, (_, index) => admission.enter(`w${index}`));
        now.ms = 2_500;
        expect(() => admission.enter("late")).toThrow(
            expect.objectContaining({ code: "OVERLOADED" })
        );
        for (const go of leave) go();
        admission.enter("late");
        now.memory = 0.9;
        expect(() => admission.enter("late")).toThrow(
            expect.objectContaining({ code: "OVERLOADED" })
        );
        expect(admission.hasRoom).toBe(false);
    });

    it("bounds what one workspace has in memory", () => {
        const { admission, now } = room(1_000);
        now.active = 20_000;
        expect(() => admission.enter("a")).toThrow(
            expect.objectContaining({ code: "RATE_LIMITED" })
        );
    });
});
