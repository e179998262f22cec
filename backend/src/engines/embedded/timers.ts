import type { Clock } from "../../platform/clock.ts";

/**
 * Everything that is due at a time of the database: deadlines, backoffs, the execution's own clock.
 * One heap and one `setTimeout` for all of them, since 100 000 waits must not be 100 000 timers.
 * A timer never rings early: it asks the database's clock again before it does.
 */
export interface Timer {
    readonly at: number;
    readonly ring: () => void;
    cancelled: boolean;
}

/** `setTimeout` of 2^31 ms and more fires after 1 ms, so far deadlines are approached in steps. */
const LONGEST_SLEEP_MS = 3_600_000;

export class Timers {
    private readonly time: Clock;
    private readonly heap: Timer[] = [];
    private alarm: NodeJS.Timeout | null = null;
    private alarmAt = Infinity;

    constructor(time: Clock) {
        this.time = time;
    }

    set(at: number, ring: () => void): Timer {
        const timer: Timer = { at, ring, cancelled: false };
        push(this.heap, timer);
        if (at < this.alarmAt) this.arm();
        return timer;
    }

    /** The entry stays in the heap until its time or until it reaches the top. */
    cancel(timer: Timer | undefined): void {
        if (timer !== undefined) timer.cancelled = true;
    }

    clear(): void {
        this.heap.length = 0;
        if (this.alarm !== null) clearTimeout(this.alarm);
        this.alarm = null;
        this.alarmAt = Infinity;
    }

    private arm(): void {
        if (this.alarm !== null) clearTimeout(this.alarm);
        this.alarm = null;
        this.alarmAt = Infinity;
        while (this.heap[0]?.cancelled === true) pop(this.heap);
        const next = this.heap[0];
        if (next === undefined) return;
        const sleep = Math.min(Math.max(next.at - this.time.now(), 0), LONGEST_SLEEP_MS);
        this.alarmAt = next.at;
        this.alarm = setTimeout(() => this.ring(), Math.ceil(sleep));
    }

    private ring(): void {
        const now = this.time.now();
        for (let next = this.heap[0]; next !== undefined; next = this.heap[0]) {
            if (!next.cancelled && next.at > now) break;
            pop(this.heap);
            if (!next.cancelled) next.ring();
        }
        this.arm();
    }
}

function push(heap: Timer[], timer: Timer): void {
    let child = heap.push(timer) - 1;
    while (child > 0) {
        const parent = (child - 1) >> 1;
        if (!swapIfEarlier(heap, child, parent)) return;
        child = parent;
    }
}

function pop(heap: Timer[]): void {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    let parent = 0;
    for (;;) {
        const left = 2 * parent + 1;
        const right = left + 1;
        const child = at(heap, right) < at(heap, left) ? right : left;
        if (child >= heap.length || !swapIfEarlier(heap, child, parent)) return;
        parent = child;
    }
}

function at(heap: readonly Timer[], index: number): number {
    return heap[index]?.at ?? Infinity;
}

function swapIfEarlier(heap: Timer[], child: number, parent: number): boolean {
    const below = heap[child];
    const above = heap[parent];
    if (below === undefined || above === undefined || below.at >= above.at) return false;
    heap[child] = above;
    heap[parent] = below;
    return true;
}
