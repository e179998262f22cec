import type { Clock } from "../../platform/clock.ts";
import type { Alarm, Host } from "./host.ts";

/**
 * Everything that is due at a time of the database: deadlines, backoffs, the execution's own clock.
 * One heap and one `setTimeout` for all of them, since 100 000 waits must not be 100 000 timers.
 * A timer never rings early: it asks the database's clock again before it does. One that is cancelled
 * leaves the heap at once, or an execution of a second would be remembered for its day of deadline.
 */
export interface Timer {
    readonly at: number;
    readonly ring: () => void;
    /** Its place in the heap, -1 once it has left. */
    place: number;
}

/** `setTimeout` of 2^31 ms and more fires after 1 ms, so far deadlines are approached in steps. */
const LONGEST_SLEEP_MS = 3_600_000;

export class Timers {
    private readonly time: Pick<Clock, "now">;
    private readonly host: Pick<Host, "after">;
    private readonly heap: Timer[] = [];
    private alarm: Alarm | null = null;
    private alarmAt = Infinity;

    constructor(time: Pick<Clock, "now">, host: Pick<Host, "after">) {
        this.time = time;
        this.host = host;
    }

    get size(): number {
        return this.heap.length;
    }

    set(at: number, ring: () => void): Timer {
        const timer: Timer = { at, ring, place: this.heap.length };
        this.heap.push(timer);
        rise(this.heap, timer);
        if (at < this.alarmAt) this.arm();
        return timer;
    }

    cancel(timer: Timer | undefined): void {
        if (timer !== undefined && timer.place >= 0) remove(this.heap, timer);
    }

    clear(): void {
        for (const timer of this.heap) timer.place = -1;
        this.heap.length = 0;
        this.alarm?.cancel();
        this.alarm = null;
        this.alarmAt = Infinity;
    }

    private arm(): void {
        this.alarm?.cancel();
        this.alarm = null;
        this.alarmAt = Infinity;
        const next = this.heap[0];
        if (next === undefined) return;
        const sleep = Math.min(Math.max(next.at - this.time.now(), 0), LONGEST_SLEEP_MS);
        this.alarmAt = next.at;
        this.alarm = this.host.after(Math.ceil(sleep), () => this.ring());
    }

    private ring(): void {
        const now = this.time.now();
        for (let next = this.heap[0]; next !== undefined; next = this.heap[0]) {
            if (next.at > now) break;
            remove(this.heap, next);
            next.ring();
        }
        this.arm();
    }
}

function remove(heap: Timer[], timer: Timer): void {
    const last = heap.pop();
    const { place } = timer;
    timer.place = -1;
    if (last === undefined || last === timer) return;
    heap[place] = last;
    last.place = place;
    rise(heap, last);
    sink(heap, last);
}

function rise(heap: Timer[], timer: Timer): void {
    while (timer.place > 0) {
        const above = heap[(timer.place - 1) >> 1];
        if (above === undefined || above.at <= timer.at) return;
        swap(heap, timer, above);
    }
}

function sink(heap: Timer[], timer: Timer): void {
    for (;;) {
        const left = heap[2 * timer.place + 1];
        const right = heap[2 * timer.place + 2];
        const below = (right?.at ?? Infinity) < (left?.at ?? Infinity) ? right : left;
        if (below === undefined || below.at >= timer.at) return;
        swap(heap, timer, below);
    }
}

function swap(heap: Timer[], a: Timer, b: Timer): void {
    const { place } = a;
    heap[b.place] = a;
    heap[place] = b;
    a.place = b.place;
    b.place = place;
}
