import { FairLine } from "../../platform/fair-line.ts";
import type { Host } from "./host.ts";
import type { Hot } from "./hot.ts";

/**
 * Whose turn it is: one workspace after the other, and within one its executions in turn. Each gets a
 * slice of *time*: a count of events would let one loop of 10 000 turns starve everybody. After some
 * slices the process gets to its sockets, and the writer is told that there is something to take.
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
    private readonly line = new FairLine<Hot>();
    private scheduled = false;

    constructor(options: SchedulerOptions) {
        this.options = options;
    }

    get waiting(): number {
        return this.line.size;
    }

    wake(hot: Hot): void {
        if (hot.queued || hot.gone) return;
        hot.queued = true;
        this.line.push(hot.row.workspace_id, hot);
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
            const hot = this.line.shift();
            if (hot === undefined) break;
            hot.queued = false;
            if (this.options.work(hot, now + SLICE_MS)) this.wake(hot);
        }
        this.options.afterRound();
        if (this.waiting > 0) this.schedule();
    }
}
