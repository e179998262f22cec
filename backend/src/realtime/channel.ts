import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { DataPlane } from "../data-plane/data-plane.ts";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.ts";
import { Follower } from "./follower.ts";
import type { FollowerOptions, HintFrame } from "./follower.ts";
import { toLines } from "./frame-lines.ts";
import type { Line } from "./frame-lines.ts";
import type { ExecutionKey, HubHint } from "./hub.ts";
import { Progress } from "./progress.ts";

type ChannelRequest = Pick<FollowerOptions, "after_seq" | "is_over" | "sink">;

export interface ChannelOptions extends ExecutionKey {
    readonly clock: Clock;
    readonly data: DataPlane;
    readonly logger: Logger;
    /** Facts after a point, where they are in memory; undefined: ask the log. */
    readonly recent: (after_seq: number) => readonly Fact[] | undefined;
    /** What running nodes have said so far; null where there is nothing to ask for. */
    readonly said: () => Promise<readonly HubHint[]> | null;
}

/** Facts that are on disk, of this process or another one. */
export interface Heard extends ExecutionKey {
    readonly first_seq: number;
    readonly facts: readonly Fact[];
    /** Of the plan, at the top level. */
    readonly nodes: number;
}

interface HintFields {
    readonly type: string;
    readonly [field: string]: unknown;
}

export function topLevelNodes(plan: Plan): number {
    return plan.scopes[0]?.nodes.length ?? 0;
}

/** Rows of the log a page; each holds up to 64 KB. */
const PAGE_ROWS = 32;
const PROGRESS_MS = 1_000;

/** The followers of one execution. */
export class Channel {
    private readonly options: ChannelOptions;
    private readonly followers = new Set<Follower>();
    /** Heards leave in the order they came, also where one has to load a value first. */
    private encoding: Promise<void> | null = null;
    private hasEnded = false;
    private progress: Progress | null = null;
    private progressTimer: NodeJS.Timeout | undefined;
    private progressAt = 0;
    /** One read for all who look at the log at the same moment from the same point. */
    private reading: {
        readonly after_seq: number;
        readonly lines: Promise<readonly Line[]>;
    } | null = null;

    constructor(options: ChannelOptions) {
        this.options = options;
    }

    get execution_id(): string {
        return this.options.execution_id;
    }

    get workflow_id(): string {
        return this.options.workflow_id;
    }

    get size(): number {
        return this.followers.size;
    }

    /** As far as anybody here has heard. */
    get isOver(): boolean {
        return this.hasEnded;
    }

    follow(request: ChannelRequest, onEmpty: () => void): Follower {
        this.hasEnded ||= request.is_over;
        const follower = new Follower({
            ...request,
            read: (after) => this.readTogether(after),
            onLive: () => {
                const said = this.options.said();
                if (said !== null) void follower.hintsAfter(said.then((all) => this.frames(all)));
            },
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

    publish(publication: Heard): void {
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

    hint(hint: HubHint): void {
        this.tell(hint);
    }

    lookAgain(): void {
        for (const follower of this.followers) follower.catchUp();
    }

    close(): void {
        clearTimeout(this.progressTimer);
        for (const follower of this.followers) follower.close();
    }

    private async after(lines: Promise<Line[]>, publication: Heard): Promise<void> {
        this.offer(publication, await lines);
    }

    private offer(publication: Heard, lines: readonly Line[]): void {
        this.hasEnded ||= lines.at(-1)?.is_terminal === true;
        for (const follower of this.followers) follower.offer(lines);
        if (this.hasEnded) clearTimeout(this.progressTimer);
        else this.noteProgress(publication);
    }

    private readTogether(after_seq: number): Promise<readonly Line[]> {
        if (this.reading?.after_seq === after_seq) return this.reading.lines;
        const lines = this.read(after_seq);
        this.reading = { after_seq, lines };
        // Only of this moment: what is stored after it would not be in it.
        queueMicrotask(() => (this.reading = null));
        return lines;
    }

    private async read(after_seq: number): Promise<readonly Line[]> {
        const { execution_id, workspace_id, workflow_id, data } = this.options;
        const mine = { execution_id, workspace_id };
        const facts =
            this.options.recent(after_seq) ?? (await data.rows.page(mine, after_seq, PAGE_ROWS));
        const read = { execution_id, workflow_id, first_seq: after_seq + 1, facts };
        const lines = await toLines(data.values, read);
        this.hasEnded ||= lines.at(-1)?.is_terminal === true;
        return lines;
    }

    private tell(hint: HintFields): void {
        for (const frame of this.frames([hint]))
            for (const follower of this.followers) follower.hint(frame);
    }

    private frames(hints: readonly HintFields[]): HintFrame[] {
        const { execution_id, clock } = this.options;
        const timestamp = new Date(clock.now()).toISOString();
        return hints.map((hint) => ({
            type: hint.type,
            text: JSON.stringify({ ...hint, timestamp, execution_id })
        }));
    }

    /** At most once a second, and only while somebody looks. */
    private noteProgress(publication: Heard): void {
        this.progress ??= new Progress(publication.nodes);
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
