import { TERMINAL_FRAMES } from "@flowmaestro/shared/contract/frames.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { DataPlane } from "../data-plane/data-plane.ts";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.ts";
import { factsOf } from "../storage/repositories/execution-log.repository.ts";
import type { Bus } from "./bus/bus.ts";
import type { News } from "./bus/messages.ts";
import { Channel, topLevelNodes } from "./channel.ts";
import type { Follower, Sink } from "./follower.ts";
import { Recent } from "./recent.ts";
import type { KnownExecution } from "./recent.ts";
import { Breaths } from "./streams/breaths.ts";
import { MemoryStreams } from "./streams/memory-streams.ts";
import { merged } from "./streams/stream-store.ts";
import type { StreamStore } from "./streams/stream-store.ts";

export interface ExecutionKey {
    readonly execution_id: string;
    /** Who follows with another one than its own follows nothing. */
    readonly workspace_id: string;
    readonly workflow_id: string;
}

/** Facts of one execution that are on disk, in order. */
export interface Publication extends ExecutionKey {
    readonly plan: Plan;
    readonly first_seq: number;
    readonly facts: readonly Fact[];
    /** Its caller waits for the end: nobody else is expected to look. */
    readonly is_awaited?: boolean;
}

/** Seen at once, may be missed, has no `seq`. */
export interface HubHint {
    readonly type: "node:retry" | "node:progress" | "node:stream";
    readonly node_id: string;
    readonly instance: string;
    readonly [field: string]: unknown;
}

export interface FollowRequest extends ExecutionKey {
    readonly after_seq: number;
    /** It had ended when it was looked up. */
    readonly is_over: boolean;
    readonly sink: Sink;
}

/**
 * Who follows what. Facts come in after they are stored and go to every follower in this process and,
 * over the bus, to those of others; what is not heard is read from the log. Nothing is encoded for an
 * execution that nobody follows. A worker has a hub as well, with no followers of its own.
 */
export interface Hub {
    publish(publication: Publication): void;
    hint(execution: ExecutionKey, hint: HubHint): void;
    /** Everything after `after_seq`, then live. Whoever asks has seen that the workspace is theirs. */
    follow(request: FollowRequest): Follower;
    /** One of this workspace that is followed here, or was published a moment ago; null: ask the database. */
    known(execution_id: string, workspace_id: string): KnownExecution | null;
    /** Whose facts come from this process. */
    attach(source: FactSource): void;
    readonly followers: number;
    close(): void;
}

export interface FactSource {
    readonly owns: (execution_id: string) => boolean;
}

export interface HubOptions {
    readonly logger: Logger;
    readonly clock: Clock;
    readonly data: DataPlane;
    /** To and from other processes; without it there are none. */
    readonly bus?: Bus;
    /** Where streams are kept for those who come back: in this process without it. */
    readonly streams?: StreamStore;
    /** How often it looks for what others stored and nobody told; every second without it. */
    readonly poll_ms?: number;
}

const POLL_MS = 1_000;
/** While others tell what they store: a net below what gets lost. */
const HEARING_POLLS = 5;

export function createHub(options: HubOptions): Hub {
    const hub = new ProcessHub(options);
    options.bus?.attach({
        onNews: (news) => hub.hear(news),
        onGap: (execution_ids) => hub.lookAgain(execution_ids)
    });
    return hub;
}

class ProcessHub implements Hub {
    readonly #options: HubOptions;
    readonly #channels = new Map<string, Channel>();
    readonly #recent = new Recent();
    readonly #memory = new MemoryStreams();
    readonly #streams: StreamStore;
    readonly #breaths: Breaths;
    #source: FactSource = { owns: () => false };
    #poll: NodeJS.Timeout | undefined;

    constructor(options: HubOptions) {
        this.#options = options;
        this.#streams = options.streams ?? this.#memory;
        this.#breaths = new Breaths(this.#streams, (key, hint) => this.#tell(key, hint));
    }

    get followers(): number {
        let count = 0;
        for (const channel of this.#channels.values()) count += channel.size;
        return count;
    }

    attach(source: FactSource): void {
        this.#source = source;
    }

    known(execution_id: string, workspace_id: string): KnownExecution | null {
        const channel = this.#channels.get(keyOf({ execution_id, workspace_id }));
        if (channel !== undefined)
            return { workflow_id: channel.workflow_id, is_over: channel.isOver };
        const known = this.#recent.find(execution_id, workspace_id);
        return known !== null && this.#isWhole(execution_id, known.is_over) ? known : null;
    }

    publish(publication: Publication): void {
        const { execution_id } = publication;
        this.#breaths.flush(execution_id);
        if (publication.is_awaited !== true) this.#recent.note(publication);
        this.#options.bus?.publish(publication);
        const channel = this.#channels.get(keyOf(publication));
        channel?.publish({ ...publication, nodes: topLevelNodes(publication.plan) });
        const last = publication.facts.at(-1);
        if (last === undefined || !TERMINAL_FRAMES.has(last.kind)) return;
        this.#breaths.forget(execution_id);
        this.#memory.forget(execution_id);
    }

    hint(execution: ExecutionKey, hint: HubHint): void {
        if (hint.type === "node:retry") this.#tell(execution, hint);
        else this.#breaths.take(execution, hint);
    }

    hear(news: News): void {
        this.#recent.forget(news.execution_id);
        const channel = this.#channels.get(keyOf(news));
        if (channel === undefined) return;
        if (news.kind === "hint") channel.hint(news.hint);
        else if (news.facts === undefined) channel.lookAgain();
        else channel.publish({ ...news, facts: factsOf(news.first_seq, news.facts, 0) });
    }

    lookAgain(execution_ids: readonly string[] | null): void {
        const wanted = execution_ids === null ? null : new Set(execution_ids);
        for (const channel of this.#channels.values()) {
            if (wanted !== null && !wanted.has(channel.execution_id)) continue;
            this.#recent.forget(channel.execution_id);
            channel.lookAgain();
        }
    }

    follow(request: FollowRequest): Follower {
        const key = keyOf(request);
        let channel = this.#channels.get(key);
        if (channel === undefined) {
            const { execution_id, workspace_id, workflow_id } = request;
            const execution = { execution_id, workspace_id, workflow_id };
            channel = new Channel({
                ...this.#options,
                ...execution,
                recent: (after_seq) => this.#inMemory(execution_id, after_seq),
                said: () => this.#said(execution_id)
            });
            this.#channels.set(key, channel);
        }
        const followed = channel;
        const follower = followed.follow(request, () => {
            if (followed.size > 0 || this.#channels.get(key) !== followed) return;
            this.#channels.delete(key);
            this.#options.bus?.unfollow(request.execution_id);
            if (this.#channels.size === 0) this.#rest();
        });
        this.#poll ??= this.#startPolling();
        if (!request.is_over) this.#watch(request.execution_id);
        return follower;
    }

    close(): void {
        this.#rest();
        this.#recent.close();
        this.#breaths.close();
        for (const channel of this.#channels.values()) channel.close();
        this.#channels.clear();
    }

    #tell(execution: ExecutionKey, hint: HubHint): void {
        this.#options.bus?.hint(execution, hint);
        this.#channels.get(keyOf(execution))?.hint(hint);
    }

    /** Facts of this process alone: nobody else has added any. */
    #isWhole(execution_id: string, is_over: boolean): boolean {
        return is_over || this.#source.owns(execution_id);
    }

    #inMemory(execution_id: string, after_seq: number): readonly Fact[] | undefined {
        const facts = this.#recent.facts(execution_id, after_seq);
        const is_over = this.#recent.isOver(execution_id);
        return this.#isWhole(execution_id, is_over) ? facts : undefined;
    }

    #said(execution_id: string): Promise<readonly HubHint[]> | null {
        // What runs here says it here.
        if (this.#source.owns(execution_id) && !this.#breaths.has(execution_id)) return null;
        this.#breaths.flush(execution_id);
        return this.#streams.read(execution_id).then(merged);
    }

    /** For executions of other processes: what they tell may be lost, the log is not. */
    #startPolling(): NodeJS.Timeout {
        let round = 0;
        const timer = setInterval(() => {
            round += 1;
            let at = 0;
            for (const channel of this.#channels.values()) {
                if (this.#source.owns(channel.execution_id)) continue;
                this.#watch(channel.execution_id);
                at += 1;
                // A share of them each second: not all at once.
                const isHearing = this.#options.bus?.isUp === true;
                if (isHearing && (round + at) % HEARING_POLLS !== 0) continue;
                this.#recent.forget(channel.execution_id);
                channel.lookAgain();
            }
        }, this.#options.poll_ms ?? POLL_MS);
        return timer.unref();
    }

    #watch(execution_id: string): void {
        if (!this.#source.owns(execution_id)) this.#options.bus?.follow(execution_id);
    }

    #rest(): void {
        clearInterval(this.#poll);
        this.#poll = undefined;
    }
}

function keyOf({ execution_id, workspace_id }: Omit<ExecutionKey, "workflow_id">): string {
    return `${workspace_id} ${execution_id}`;
}
