import type { Host } from "./host.ts";
import type { Hot } from "./hot.ts";

/**
 * Whose turn it is. Every execution with events stands in one line and gets a slice of *time*: a
 * count of events would let one loop of 10 000 turns starve everybody. After some slices the process
 * gets to its sockets, and the writer is told that there is something to take.
 */
export const SLICE_MS = 1;
const ROUND_MS = 5;

export interface SchedulerOptions {
    readonly host: Host;
    /** Works until `until` at most; true when there is more to do. */
    readonly work: (hot: Hot, until: number) => boolean;
    readonly afterRound: () => void;
}

export class Scheduler {
    private readonly options: SchedulerOptions;
    private line: Hot[] = [];
    private head = 0;
    private scheduled = false;

    constructor(options: SchedulerOptions) {
        this.options = options;
    }

    get waiting(): number {
        return this.line.length - this.head;
    }

    wake(hot: Hot): void {
        if (hot.queued || hot.gone) return;
        hot.queued = true;
        this.line.push(hot);
        this.schedule();
    }

    private schedule(): void {
        if (this.scheduled) return;
        this.scheduled = true;
        this.options.host.soon(() => this.round());
    }

    private round(): void {
        this.scheduled = false;
        const { monotonic } = this.options.host;
        const end = monotonic() + ROUND_MS;
        for (let now = monotonic(); now < end; now = monotonic()) {
            const hot = this.next();
            if (hot === undefined) break;
            if (this.options.work(hot, now + SLICE_MS)) this.wake(hot);
        }
        this.options.afterRound();
        if (this.waiting > 0) this.schedule();
    }

    private next(): Hot | undefined {
        const hot = this.line[this.head];
        if (hot === undefined) {
            this.line = [];
            this.head = 0;
            return undefined;
        }
        this.head += 1;
        // Cutting the front off only now and then keeps taking from it cheap.
        if (this.head > 1_024 && this.head * 2 > this.line.length) {
            this.line = this.line.slice(this.head);
            this.head = 0;
        }
        hot.queued = false;
        return hot;
    }
}
