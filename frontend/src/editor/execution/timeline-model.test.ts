import { describe, expect, it } from "vitest";
import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import { barsOf, roomFor, scaleOf, TimelineModel } from "./timeline-model.ts";

const START = Date.parse("2026-05-01T10:00:00.000Z");

function frame(seq: number, type: string, at: number, more: Partial<Frame> = {}): Frame {
    const timestamp = new Date(START + at).toISOString();
    return { type, seq, timestamp, execution_id: "x", ...more };
}

const FRAMES = [
    frame(1, "execution:started", 0, { data: { trigger: "manual" } }),
    frame(2, "node:held", 10, { instance: "a", data: { reason: { code: "cap" } } }),
    frame(3, "node:started", 40, { instance: "a", data: {} }),
    frame(4, "node:skipped", 45, { instance: "b", data: { reason: { code: "not_taken" } } }),
    frame(5, "node:failed", 100, {
        instance: "a",
        data: { attempts: 2, started_at: START + 40, ended_at: START + 95, handled: "fail" }
    }),
    frame(6, "execution:failed", 101)
];

describe("TimelineModel", () => {
    it("knows when each instance was ready, ran and ended", () => {
        const model = new TimelineModel();
        expect(model.read(FRAMES)).toBe(true);
        expect(model.startedAt).toBe(START);
        expect(model.endedAt).toBe(START + 101);
        expect(model.times.get("a")).toEqual({
            instance: "a",
            firstAt: START + 10,
            readyAt: START + 10,
            startedAt: START + 40,
            endedAt: START + 95,
            attempts: 2,
            outcome: "failed"
        });
        expect(model.times.get("b")).toEqual({ instance: "b", firstAt: START + 45 });
    });

    it("reads what is new only, and starts over with another execution", () => {
        const model = new TimelineModel();
        const frames = FRAMES.slice(0, 3);
        model.read(frames);
        expect(model.read(frames)).toBe(false);
        frames.push(...FRAMES.slice(3));
        expect(model.read(frames)).toBe(true);
        expect(model.endedAt).toBe(START + 101);
        expect(model.read(FRAMES.slice(0, 1))).toBe(true);
        expect([...model.times.keys()]).toEqual([]);
        expect(model.endedAt).toBeNull();
    });
});

describe("barsOf", () => {
    it("draws the queue, the work, and a wait as parts of their own", () => {
        const times = { instance: "a", firstAt: 0, readyAt: 0, startedAt: 5, waitsFrom: 8 };
        expect(barsOf(times, 20)).toEqual([
            { kind: "queue", from: 0, to: 5 },
            { kind: "work", from: 5, to: 8 },
            { kind: "wait", from: 8, to: 20 }
        ]);
    });

    it("draws every attempt, a lost one until the next took over", () => {
        const times = { instance: "a", firstAt: 0, startedAt: 0, endedAt: 30, attempts: 3 };
        const bars = barsOf(times, 99, [
            { status: "failed", startedAt: 0, endedAt: 5 },
            { status: "lost", startedAt: 10, endedAt: null },
            { status: "interrupted", startedAt: 20, endedAt: 22 },
            { status: "completed", startedAt: 22, endedAt: 30 }
        ]);
        expect(bars.map((bar) => [bar.kind, bar.from, bar.to])).toEqual([
            ["failed", 0, 5],
            ["lost", 10, 20],
            ["interrupted", 20, 22],
            ["work", 22, 30]
        ]);
    });

    it("draws nothing for what was taken over: it ran in another execution", () => {
        const model = new TimelineModel();
        const data = { port: "out", attempts: 1, started_at: START, ended_at: START + 6_000 };
        model.read([
            frame(1, "execution:started", 0, { data: { trigger: "manual" } }),
            frame(2, "node:completed", 3, { instance: "a", data: { ...data, reused: true } }),
            frame(3, "node:completed", 9, { instance: "b", data })
        ]);
        const [a, b] = ["a", "b"].map((instance) => model.times.get(instance));
        if (a === undefined || b === undefined) throw new Error("both have completed");
        expect(barsOf(a, START + 9)).toEqual([]);
        expect(barsOf(b, START + 9)).toHaveLength(1);
    });

    it("draws nothing for what never ran, and no bar that goes backwards", () => {
        expect(barsOf({ instance: "a", firstAt: 3 }, 9)).toEqual([]);
        const [bar] = barsOf({ instance: "a", firstAt: 3, startedAt: 9, endedAt: 7 }, 9);
        expect(bar).toEqual({ kind: "work", from: 9, to: 9 });
    });
});

describe("scaleOf", () => {
    it.each([
        [0, [0, 1, 2, 3, 4, 5]],
        [17_800, [0, 2_000, 4_000, 6_000, 8_000, 10_000, 12_000, 14_000, 16_000, 18_000]],
        [42_000, [0, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000, 40_000]],
        [130_000, [0, 15_000, 30_000, 45_000, 60_000, 75_000, 90_000, 105_000, 120_000, 135_000]]
    ])("%i ms has round ticks", (duration, ticks) => {
        expect(scaleOf(duration).ticks).toEqual(ticks);
    });

    it.each([1, 7, 130, 900, 61_000, 4e6, 9e9])("%i ms has few of them", (duration) => {
        const { ticks, span } = scaleOf(duration);
        expect(span).toBeGreaterThan(duration);
        expect(ticks.length).toBeGreaterThan(0);
        expect(ticks.length).toBeLessThanOrEqual(11);
    });
});

describe("roomFor", () => {
    it.each([
        [0, 1_500],
        [1_600, 2_000],
        [13_900, 15_000],
        [15_000, 20_000],
        [97_000, 150_000]
    ])("%i ms so far are drawn on %i", (duration, room) => {
        expect(roomFor(duration)).toBeCloseTo(room);
    });
});
