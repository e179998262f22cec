import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nodeHost } from "./host.ts";
import { Timers } from "./timers.ts";

const DAY = 86_400_000;

describe("timers", () => {
    let timers: Timers;
    let skew = 0;
    beforeEach(() => {
        vi.useFakeTimers();
        skew = 0;
        timers = new Timers({ now: () => Date.now() - skew }, nodeHost);
    });
    afterEach(() => {
        timers.clear();
        vi.useRealTimers();
    });

    it("ring in the order they are due, whatever order they were set in", () => {
        const rung: number[] = [];
        const now = Date.now();
        for (const ms of [50, 10, 30, 20, 40]) timers.set(now + ms, () => rung.push(ms));
        vi.advanceTimersByTime(35);
        expect(rung).toEqual([10, 20, 30]);
        vi.advanceTimersByTime(100);
        expect(rung).toEqual([10, 20, 30, 40, 50]);
    });

    it("never ring early, though the process's clock is ahead", () => {
        const ring = vi.fn<() => void>();
        skew = 5_000;
        timers.set(Date.now(), ring);
        vi.advanceTimersByTime(4_999);
        expect(ring).not.toHaveBeenCalled();
        vi.advanceTimersByTime(2);
        expect(ring).toHaveBeenCalledOnce();
    });

    it("keep what is further away than a timer of Node can count", () => {
        const ring = vi.fn<() => void>();
        timers.set(Date.now() + 400 * DAY, ring);
        vi.advanceTimersByTime(399 * DAY);
        expect(ring).not.toHaveBeenCalled();
        vi.advanceTimersByTime(2 * DAY);
        expect(ring).toHaveBeenCalledOnce();
    });

    it("forget a cancelled one at once, wherever it stands", () => {
        const rung: number[] = [];
        const now = Date.now();
        const all = Array.from({ length: 200 }, (_, index) => {
            const ms = (index * 7_919) % 1_000;
            return { ms, timer: timers.set(now + ms, () => rung.push(ms)) };
        });
        const kept = all.filter((_, index) => index % 3 === 0);
        for (const [index, { timer }] of all.entries()) if (index % 3 !== 0) timers.cancel(timer);
        expect(timers.size).toBe(kept.length);
        for (const { timer } of all)
            if (!kept.some((each) => each.timer === timer)) timers.cancel(timer);
        vi.advanceTimersByTime(1_001);
        expect(rung).toEqual(kept.map(({ ms }) => ms).toSorted((a, b) => a - b));
        expect(timers.size).toBe(0);
    });
});
