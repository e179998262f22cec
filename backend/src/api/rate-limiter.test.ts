import { describe, expect, it } from "vitest";
import { RateLimiter } from "./rate-limiter.ts";

describe("the rate limiter", () => {
    it("lets through as many as the policy says, per key, then says when to come back", () => {
        const limiter = new RateLimiter({ name: "default", limit: 3, window_seconds: 60 });
        const taken = Array.from({ length: 5 }, (_, at) => limiter.take("a", at * 1_000).allowed);
        expect(taken).toEqual([true, true, true, false, false]);
        expect(limiter.take("a", 10_000)).toMatchObject({ remaining: 0, reset_seconds: 50 });
        expect(limiter.take("b", 10_000)).toMatchObject({ allowed: true, remaining: 2 });
        expect(limiter.take("a", 60_000)).toMatchObject({ allowed: true, remaining: 2 });
    });

    it("never refuses when the limit is 0", () => {
        const limiter = new RateLimiter({ name: "off", limit: 0, window_seconds: 60 });
        expect(Array.from({ length: 100 }, () => limiter.take("a").allowed)).not.toContain(false);
    });

    it("forgets keys whose window has ended, and the oldest when there are too many", () => {
        const limiter = new RateLimiter({ name: "default", limit: 1, window_seconds: 60 });
        for (let at = 0; at < 60_000; at += 1) limiter.take(`ip:${at}`, 0);
        expect(limiter.take("ip:59999", 1).allowed).toBe(false);
        expect(limiter.take("ip:0", 1).allowed).toBe(true);
    });
});
