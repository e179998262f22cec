import { AppError } from "../errors.ts";
import type { Line } from "./frame-lines.ts";

/**
 * One reader of one execution, from a point on: the log first, then live, with no gap and nothing
 * twice. Two states:
 *
 *   behind   reads the log page by page. What is published meanwhile is only noted, since it is in the
 *            log by then; when a page is empty and nothing was noted, the follower is
 *   live     takes what is published, as long as it continues where it stands; else it is behind again
 *
 * A sink that cannot take more answers with a promise. The follower is then behind, and nothing is
 * kept for it in memory.
 */
export interface Sink {
    readonly lines: (lines: readonly Line[]) => void | Promise<void>;
    /** It may be dropped. */
    readonly hint: (hint: HintFrame) => void;
    /** The terminal fact is through, or it was before the point asked for. */
    readonly ended: () => void;
    /** The log cannot be read now, or this process stops. */
    readonly failed: (error: unknown) => void;
}

export interface HintFrame {
    readonly type: string;
    /** The frame as JSON text. */
    readonly text: string;
}

export interface FollowerOptions {
    readonly after_seq: number;
    /** It had ended when it was looked up: the end of the log is the end. */
    readonly is_over: boolean;
    readonly sink: Sink;
    /** The next page of the log, empty at its end. */
    readonly read: (after_seq: number) => Promise<readonly Line[]>;
    /** It has caught up for the first time. */
    readonly onLive: () => void;
    readonly onStop: () => void;
}

/** Hints kept while a reader is told what was said before. */
const MAX_HELD = 500;

export class Follower {
    private readonly options: FollowerOptions;
    private next: number;
    private isBehind = true;
    private isReading = false;
    private isNoted = false;
    private isOver = false;
    private wasLive = false;
    private held: HintFrame[] | null = null;

    constructor(options: FollowerOptions) {
        this.options = options;
        this.next = options.after_seq + 1;
    }

    get isStopped(): boolean {
        return this.isOver;
    }

    /** Reads the log again, for what somebody else may have added. */
    catchUp(): void {
        this.isNoted = true;
        if (this.isReading || this.isOver) return;
        this.isReading = true;
        this.isBehind = true;
        this.readOn()
            .catch((error: unknown) => {
                if (this.isOver) return;
                this.stop();
                this.options.sink.failed(error);
            })
            .finally(() => {
                this.isReading = false;
            });
    }

    offer(lines: readonly Line[]): void {
        if (this.isOver) return;
        const first = lines[0]?.seq ?? 0;
        if (this.isBehind || first > this.next) {
            this.catchUp();
            return;
        }
        const waiting = this.pass(lines);
        if (waiting instanceof Promise) this.waitFor(waiting);
    }

    hint(hint: HintFrame): void {
        if (this.isOver) return;
        if (this.held !== null) {
            if (this.held.length < MAX_HELD) this.held.push(hint);
        } else if (!this.isBehind) {
            this.options.sink.hint(hint);
        }
    }

    /** What comes now waits for what was said before it. */
    async hintsAfter(earlier: Promise<readonly HintFrame[]>): Promise<void> {
        this.held = [];
        const before = await earlier.catch(() => []);
        const held = this.held;
        this.held = null;
        for (const hint of [...before, ...held]) if (!this.isOver) this.options.sink.hint(hint);
    }

    stop(): void {
        if (this.isOver) return;
        this.isOver = true;
        this.options.onStop();
    }

    /** The process stops: nothing more will come from here. */
    close(): void {
        if (this.isOver) return;
        this.stop();
        this.options.sink.failed(new AppError("SHUTTING_DOWN"));
    }

    private waitFor(sink: Promise<void>): void {
        this.isBehind = true;
        this.isReading = true;
        sink.then(
            () => {
                this.isReading = false;
                this.catchUp();
            },
            () => this.stop()
        );
    }

    private async readOn(): Promise<void> {
        while (this.isNoted && !this.isOver) {
            this.isNoted = false;
            for (;;) {
                const lines = await this.options.read(this.next - 1);
                if (lines.length === 0 || this.isOver) break;
                await this.pass(lines);
            }
        }
        this.isBehind = false;
        if (this.isOver) return;
        if (this.options.is_over) {
            this.stop();
            this.options.sink.ended();
        } else if (!this.wasLive) {
            this.wasLive = true;
            this.options.onLive();
        }
    }

    private pass(lines: readonly Line[]): void | Promise<void> {
        const fresh = lines.filter((line) => line.seq >= this.next);
        this.next = Math.max(this.next, (lines.at(-1)?.seq ?? 0) + 1);
        const taken = fresh.length === 0 ? undefined : this.options.sink.lines(fresh);
        if (lines.at(-1)?.is_terminal === true) {
            this.stop();
            if (taken instanceof Promise) return taken.then(() => this.options.sink.ended());
            this.options.sink.ended();
        }
        return taken;
    }
}
