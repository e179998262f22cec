import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { factOf } from "./fact-of.ts";

/** When an instance did what, as its facts tell. Times are the server's, in milliseconds. */
export interface InstanceTimes {
    readonly instance: string;
    /** Something was decided about it: where it stands in a list in order of time. */
    readonly firstAt: number;
    /** Ready, but not yet running. */
    readonly readyAt?: number;
    readonly startedAt?: number;
    /** From here on it waits for a person, a time or another workflow. */
    readonly waitsFrom?: number;
    readonly endedAt?: number;
    readonly attempts?: number;
    readonly outcome?: "completed" | "failed" | "cancelled";
    /** Its result was taken over from the execution that this one re-runs: its times are of then. */
    readonly isReused?: boolean;
}

/** Reads facts once, as they come; what it knows of an instance is replaced when it changes. */
export class TimelineModel {
    readonly times = new Map<string, InstanceTimes>();
    startedAt: number | null = null;
    lastAt = 0;
    endedAt: number | null = null;
    #frames: readonly Frame[] = [];
    #read = 0;

    /** The list grows in place while it is the same execution's. False when there was nothing new. */
    read(frames: readonly Frame[]): boolean {
        if (frames !== this.#frames) this.#reset(frames);
        if (frames.length === this.#read) return false;
        for (let at = this.#read; at < frames.length; at += 1) {
            const frame = frames[at];
            const fact = frame === undefined ? null : factOf(frame);
            if (fact !== null) this.#take(fact);
        }
        this.#read = frames.length;
        return true;
    }

    #reset(frames: readonly Frame[]): void {
        this.#frames = frames;
        this.times.clear();
        this.startedAt = null;
        this.endedAt = null;
        this.lastAt = 0;
        this.#read = 0;
    }

    #take(fact: Fact): void {
        this.lastAt = Math.max(this.lastAt, fact.at);
        this.startedAt ??= fact.at;
        if (ENDS.has(fact.kind)) this.endedAt = fact.at;
        const change = changeOf(fact);
        if (change === null || !("instance" in fact) || fact.instance === undefined) return;
        const { instance } = fact;
        const before = this.times.get(instance) ?? { instance, firstAt: fact.at };
        this.times.set(instance, { ...before, ...change });
    }
}

const ENDS: ReadonlySet<Fact["kind"]> = new Set([
    "execution:completed",
    "execution:failed",
    "execution:cancelled",
    "execution:timed_out"
]);

function changeOf(fact: Fact): Partial<InstanceTimes> | null {
    switch (fact.kind) {
        case "node:held":
            return { readyAt: fact.at };
        case "node:started":
            return { startedAt: fact.at };
        case "node:waiting":
        case "user:input:required":
        case "child:opened":
            return { startedAt: fact.started_at, waitsFrom: fact.at, attempts: fact.attempts };
        case "node:completed":
            return { ...settled(fact), outcome: "completed", isReused: fact.reused === true };
        case "node:failed":
            return { ...settled(fact), outcome: "failed" };
        case "node:cancelled":
            return { endedAt: fact.at, outcome: "cancelled" };
        case "node:skipped":
            return {};
        default:
            return null;
    }
}

function settled(fact: Extract<Fact, { kind: "node:completed" | "node:failed" }>) {
    return { startedAt: fact.started_at, endedAt: fact.ended_at, attempts: fact.attempts };
}

export interface Bar {
    readonly kind: "queue" | "work" | "wait" | "failed" | "lost" | "interrupted";
    readonly from: number;
    readonly to: number;
}

export interface Attempt {
    readonly status: "running" | "completed" | "failed" | "lost" | "interrupted";
    readonly startedAt: number;
    readonly endedAt: number | null;
}

/** The bars of a row, in milliseconds of the server's clock. `now` closes what is still open. */
export function barsOf(
    times: InstanceTimes,
    now: number,
    attempts: readonly Attempt[] = []
): readonly Bar[] {
    const { startedAt, waitsFrom, endedAt } = times;
    // It ran in another execution, on another clock.
    if (times.isReused === true) return [];
    const end = endedAt ?? now;
    const begin = startedAt ?? end;
    const ready = times.readyAt ?? begin;
    const bars: Bar[] = [];
    if (begin > ready) bars.push({ kind: "queue", from: ready, to: begin });
    if (startedAt === undefined) return bars;
    if (attempts.length > 1) bars.push(...attempts.map(barOf(end)));
    else bars.push({ kind: "work", from: startedAt, to: waitsFrom ?? end });
    if (waitsFrom !== undefined) bars.push({ kind: "wait", from: waitsFrom, to: end });
    return bars.map((bar) => ({ ...bar, to: Math.max(bar.from, bar.to) }));
}

/** Nobody saw the end of a lost one: the next took over. */
function barOf(end: number) {
    return (
        { status, startedAt: from, endedAt }: Attempt,
        index: number,
        all: readonly Attempt[]
    ): Bar => ({
        kind: status === "running" || status === "completed" ? "work" : status,
        from,
        to: endedAt ?? all[index + 1]?.startedAt ?? end
    });
}

export interface Scale {
    /** What the whole width stands for. */
    readonly span: number;
    readonly ticks: readonly number[];
}

const STEPS = [
    1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_000, 2_500, 5_000, 10_000, 15_000, 30_000,
    60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000,
    86_400_000
];
const MOST_TICKS = 10;
/** Room behind the last bar for what is said about it. */
const AIR = 1.08;
/** Even an execution of no time at all has a width. */
const LEAST = 5;

/** While it grows the scale has room ahead and changes seldom: bars do not crawl backwards. */
export function roomFor(duration: number): number {
    const wanted = Math.max(duration, 1_000) * 1.04;
    const power = 10 ** Math.floor(Math.log10(wanted));
    const part = ROUND.find((one) => one * power >= wanted) ?? 10;
    return part * power;
}

const ROUND = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

export function scaleOf(duration: number): Scale {
    const span = Math.max(duration, LEAST) * AIR;
    const step = STEPS.find((one) => span / one <= MOST_TICKS) ?? Math.ceil(span / MOST_TICKS);
    const ticks: number[] = [];
    for (let tick = 0; tick <= span * 0.97; tick += step) ticks.push(tick);
    return { span, ticks };
}
