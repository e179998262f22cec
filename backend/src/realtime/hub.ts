import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { DataPlane } from "../data-plane/data-plane.ts";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.ts";
import { Channel } from "./channel.ts";
import type { Follower, Sink } from "./follower.ts";
import { Recent } from "./recent.ts";
import type { KnownExecution } from "./recent.ts";

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
 * Who follows what. Facts come in after they are stored and go to every follower in this process;
 * those of other processes are read from the log when they are heard of. Nothing is encoded for an
 * execution that nobody follows.
 */
export interface Hub {
    publish(publication: Publication): void;
    hint(execution: ExecutionKey, hint: HubHint): void;
    /** Everything after `after_seq`, then live. Whoever asks has seen that the workspace is theirs. */
    follow(request: FollowRequest): Follower;
    /** One of this workspace that was published a moment ago; null: ask the database. */
    known(execution_id: string, workspace_id: string): KnownExecution | null;
    /** Another process stored facts of it. */
    lookAgain(execution_id: string): void;
    /** Whose facts come from this process, and whom to ask for news of the others. */
    attach(source: FactSource): void;
    readonly followers: number;
    close(): void;
}

export interface FactSource {
    readonly owns: (execution_id: string) => boolean;
    readonly watch: (execution_id: string) => Promise<void>;
}

export interface HubOptions {
    readonly logger: Logger;
    readonly clock: Clock;
    readonly data: DataPlane;
}

const POLL_MS = 1_000;

export function createHub(options: HubOptions): Hub {
    return new ProcessHub(options);
}

class ProcessHub implements Hub {
    readonly #options: HubOptions;
    readonly #channels = new Map<string, Channel>();
    readonly #recent = new Recent();
    #source: FactSource = { owns: () => false, watch: async () => undefined };
    #poll: NodeJS.Timeout | undefined;

    constructor(options: HubOptions) {
        this.#options = options;
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
        return this.#recent.find(execution_id, workspace_id);
    }

    lookAgain(execution_id: string): void {
        this.#recent.forget(execution_id);
        for (const channel of this.#channels.values()) {
            if (channel.execution_id === execution_id) channel.lookAgain();
        }
    }

    publish(publication: Publication): void {
        if (publication.is_awaited !== true) this.#recent.note(publication);
        this.#channels.get(keyOf(publication))?.publish(publication);
    }

    hint(execution: ExecutionKey, hint: HubHint): void {
        this.#channels.get(keyOf(execution))?.hint(hint);
    }

    follow(request: FollowRequest): Follower {
        const key = keyOf(request);
        let channel = this.#channels.get(key);
        if (channel === undefined) {
            const { execution_id, workspace_id, workflow_id } = request;
            const execution = { execution_id, workspace_id, workflow_id };
            channel = new Channel({ ...this.#options, ...execution, recent: this.#recent });
            this.#channels.set(key, channel);
        }
        const followed = channel;
        const follower = followed.follow(request, () => {
            if (followed.size > 0 || this.#channels.get(key) !== followed) return;
            this.#channels.delete(key);
            if (this.#channels.size === 0) this.#rest();
        });
        this.#poll ??= this.#startPolling();
        if (!request.is_over) this.#watch(request.execution_id);
        return follower;
    }

    close(): void {
        this.#rest();
        this.#recent.close();
        for (const channel of this.#channels.values()) channel.close();
        this.#channels.clear();
    }

    /** For executions of other processes: a notification may be lost, the log is not. */
    #startPolling(): NodeJS.Timeout {
        const timer = setInterval(() => {
            for (const channel of this.#channels.values()) {
                if (this.#source.owns(channel.execution_id)) continue;
                this.#recent.forget(channel.execution_id);
                channel.lookAgain();
                this.#watch(channel.execution_id);
            }
        }, POLL_MS);
        return timer.unref();
    }

    #watch(execution_id: string): void {
        if (this.#source.owns(execution_id)) return;
        // The poll sees what a notification would have told.
        this.#source.watch(execution_id).catch(() => undefined);
    }

    #rest(): void {
        clearInterval(this.#poll);
        this.#poll = undefined;
    }
}

function keyOf({ execution_id, workspace_id }: ExecutionKey): string {
    return `${workspace_id} ${execution_id}`;
}
