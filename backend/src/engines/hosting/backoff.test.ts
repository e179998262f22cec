import { describe, expect, it } from "vitest";
import { askedToWait, backoffMs } from "./backoff.ts";

const policy = { attempts: 9, initial_ms: 100, multiplier: 3, max_ms: 2_000, jitter: false };

describe("the wait before the next attempt", () => {
    it("grows by its factor up to its cap", () => {
        expect([1, 2, 3, 4].map((attempt) => backoffMs(policy, attempt, "e:a"))).toEqual([
            100, 300, 900, 2_000
        ]);
    });

    it("is spread by the ids: the same for the same attempt, never less than half", () => {
        const spread = { ...policy, jitter: true };
        const waits = Array.from({ length: 50 }, (_, n) => backoffMs(spread, 2, `e:${n}`));
        expect(waits).toEqual(waits.map((_, n) => backoffMs(spread, 2, `e:${n}`)));
        expect(new Set(waits).size).toBeGreaterThan(30);
        expect(Math.min(...waits)).toBeGreaterThanOrEqual(150);
        expect(Math.max(...waits)).toBeLessThanOrEqual(300);
    });

    it("is not shorter than the other side asked for", () => {
        const asked = (retry_after_ms: number | string) =>
            askedToWait({
                code: "X",
                message: "",
                details: { retry_after_ms },
                is_retryable: true
            });
        expect([asked(7_000), asked(-1), asked("9")]).toEqual([7_000, 0, 0]);
        expect(askedToWait({ code: "X", message: "", is_retryable: true })).toBe(0);
    });
});
