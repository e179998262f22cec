import { describe, expect, it } from "vitest";
import { Admission } from "./admission.ts";
import { nodeHost } from "./host.ts";

function room(max_backlog: number) {
    const now = { ms: 0, memory: 0, backlog: 0, lag: 0, active: 0 };
    const host = { ...nodeHost, monotonic: () => now.ms, memoryShare: () => now.memory };
    const admission = new Admission({
        host,
        backlog: () => now.backlog,
        lag: () => now.lag,
        activeOf: () => now.active,
        max_backlog
    });
    return { now, admission };
}

function refusal(code: string): Error {
    return expect.objectContaining({ code, headers: { "retry-after": "1" } }) as Error;
}

describe("admission", () => {
    it("keeps room for others: one workspace fills its half, the next one is taken", () => {
        const { admission } = room(10);
        const left = Array.from({ length: 5 }, () => admission.enter("a"));
        expect(() => admission.enter("a")).toThrow(refusal("RATE_LIMITED"));
        admission.enter("b");
        left[0]?.();
        left[0]?.();
        admission.enter("a");
        expect(() => admission.enter("a")).toThrow(refusal("RATE_LIMITED"));
    });

    it("refuses everybody when there is too much to do, with when to come back", () => {
        const { admission, now } = room(4);
        for (const who of ["a", "b", "c", "d"]) admission.enter(who);
        expect(() => admission.enter("e")).toThrow(refusal("OVERLOADED"));
        now.backlog = 4;
        expect(admission.hasRoom).toBe(false);
    });

    it("refuses a crowd that waits: everybody for a slow disk, one workspace for its own line", () => {
        const { admission, now } = room(1_000);
        const leave = Array.from({ length: 60 }, () => admission.enter("crowd"));
        now.ms = 2_500;
        expect(() => admission.enter("crowd")).toThrow(refusal("RATE_LIMITED"));
        admission.enter("next");
        now.lag = 2_500;
        expect(() => admission.enter("next")).toThrow(refusal("OVERLOADED"));
        for (const go of leave) go();
        // One or two starts may well wait for a disk that is just slow.
        admission.enter("crowd");
    });

    it("refuses while memory is short", () => {
        const { admission, now } = room(1_000);
        now.memory = 0.9;
        expect(() => admission.enter("a")).toThrow(refusal("OVERLOADED"));
        expect(admission.hasRoom).toBe(false);
    });

    it("bounds what one workspace has in memory", () => {
        const { admission, now } = room(1_000);
        now.active = 20_000;
        expect(() => admission.enter("a")).toThrow(refusal("RATE_LIMITED"));
    });
});
