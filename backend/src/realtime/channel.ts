import type { DataPlane } from "../data-plane/data-plane.ts";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.ts";
import { Follower } from "./follower.ts";
import type { FollowerOptions } from "./follower.ts";
import { toLines } from "./frame-lines.ts";
import type { Line } from "./frame-lines.ts";
import type { ExecutionKey, HubHint, Publication } from "./hub.ts";
import { Progress } from "./progress.ts";
import type { Recent } from "./recent.ts";

type ChannelRequest = Pick<FollowerOptions, "after_seq" | "is_over" | "sink">;

export interface ChannelOptions extends ExecutionKey {
    readonly clock: Clock;
    readonly data: DataPlane;
    readonly logger: Logger;
    readonly recent: Recent;
}

/** Rows of the log a page; each holds up to 64 KB. */
const PAGE_ROWS = 32;
const PROGRESS_MS = 1_000;

/** The followers of one execution. */
export class Channel {
    private readonly options: ChannelOptions;
    private readonly followers = new Set<Follower>();
    /** Publications leave in the order they came, also where one has to load a value first. */
    private encoding: Promise<void> | null = null;
    private progress: Progress | null = null;
    private progressTimer: NodeJS.Timeout | undefined;
    private progressAt = 0;

    constructor(options: ChannelOptions) {
        this.options = options;
    }

    get execution_id(): string {
        return this.options.execution_id;
    }

    get size(): number {
        return this.followers.size;
    }

    follow(request: ChannelRequest, onEmpty: () => void): Follower {
        const follower = new Follower({
            ...request,
            read: (after) => this.read(after),
            onStop: () => {
                this.followers.delete(follower);
                if (this.followers.size === 0) clearTimeout(this.progressTimer);
                onEmpty();
            }
        });
        this.followers.add(follower);
        follower.catchUp();
        return follower;
    }

    publish(publication: Publication): void {
        if (this.encoding === null) {
            const lines = toLines(this.options.data.values, publication);
            if (!(lines instanceof Promise)) {
                this.offer(publication, lines);
                return;
            }
            this.encoding = this.after(lines, publication);
        } else {
            this.encoding = this.encoding.then(async () =>
                this.offer(publication, await toLines(this.options.data.values, publication))
            );
        }
        const mine = this.encoding;
        mine.catch(() => this.lookAgain()).finally(() => {
            if (this.encoding === mine) this.encoding = null;
        });
    }

    hint({ type, ...fields }: HubHint): void {
        this.tell({ type, ...fields });
    }

    lookAgain(): void {
        for (const follower of this.followers) follower.catchUp();
    }

    close(): void {
        clearTimeout(this.progressTimer);
        for (const follower of this.followers) follower.close();
    }

    private async after(lines: Promise<Line[]>, publication: Publication): Promise<void> {
        this.offer(publication, await lines);
    }

    private offer(publication: Publication, lines: readonly Line[]): void {
        for (const follower of this.followers) follower.offer(lines);
        if (lines.at(-1)?.is_terminal === true) clearTimeout(this.progressTimer);
        else this.noteProgress(publication);
    }

    private async read(after_seq: number): Promise<readonly Line[]> {
        const { execution_id, workspace_id, workflow_id, data } = this.options;
        const mine = { execution_id, workspace_id };
        const facts =
            this.options.recent.facts(execution_id, after_seq) ??
            (await data.rows.page(mine, after_seq, PAGE_ROWS));
        return toLines(data.values, { execution_id, workflow_id, first_seq: after_seq + 1, facts });
    }

    private tell(frame: { readonly type: string; readonly [field: string]: unknown }): void {
        const { execution_id, clock } = this.options;
        const timestamp = new Date(clock.now()).toISOString();
        const text = JSON.stringify({ ...frame, timestamp, execution_id });
        for (const follower of this.followers) follower.hint({ type: frame.type, text });
    }

    /** At most once a second, and only while somebody looks. */
    private noteProgress(publication: Publication): void {
        this.progress ??= new Progress(publication.plan);
        this.progress.feed(publication.first_seq, publication.facts);
        if (this.progressTimer !== undefined || this.followers.size === 0) return;
        const wait = Math.max(this.progressAt + PROGRESS_MS - performance.now(), 0);
        this.progressTimer = setTimeout(() => {
            this.progressTimer = undefined;
            this.tellProgress(publication.first_seq).catch((error: unknown) => {
                this.options.logger.warn({ event: "hub.progress_failed", err: error }, "No hint");
            });
        }, wait);
        this.progressTimer.unref();
    }

    private async tellProgress(first_seq: number): Promise<void> {
        const { progress } = this;
        if (progress === null) return;
        if (progress.misses(first_seq)) {
            // Somebody came late: what was before is in the log.
            const { execution_id, data } = this.options;
            const after = progress.last;
            progress.feed(after + 1, await data.rows.facts(execution_id, after));
        }
        this.progressAt = performance.now();
        this.tell({ type: "execution:progress", ...progress.read() });
    }
}
