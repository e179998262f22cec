import type { Pool } from "pg";
import { channelOf } from "./worker.ts";
import type { Identity } from "./worker.ts";

/**
 * Followers in other processes. Whoever follows an execution that another worker owns says so to the
 * owner (`watch`), and is told when there are new facts (`news`); the facts themselves are read from
 * the log. A lost notification costs the second until the follower looks by itself.
 */
export interface NeighboursOptions {
    readonly pool: Pool;
    readonly identity: () => Identity;
}

/** A watcher repeats itself well within this. */
const FORGET_MS = 30_000;
const REPEAT_MS = 10_000;

export class Neighbours {
    private readonly options: NeighboursOptions;
    /** Per execution of ours: worker → until. */
    private readonly watchers = new Map<string, Map<string, number>>();
    /** When we last said that we follow something. */
    private readonly said = new Map<string, number>();

    constructor(options: NeighboursOptions) {
        this.options = options;
    }

    async watch(execution_id: string): Promise<void> {
        const now = performance.now();
        if (now - (this.said.get(execution_id) ?? -Infinity) < REPEAT_MS) return;
        if (this.said.size > 10_000) this.said.clear();
        this.said.set(execution_id, now);
        const { id } = this.options.identity();
        await this.options.pool.query(
            `select pg_notify(
                 'fm_worker_' || replace(owner::text, '-', ''),
                 'watch ' || id::text || ' ' || $2::text
             )
             from executions
             where id = $1::uuid
                 and owner <> $2::uuid`,
            [execution_id, id]
        );
    }

    watched(execution_id: string, by: string): void {
        const channels = this.watchers.get(execution_id) ?? new Map<string, number>();
        channels.set(by, performance.now() + FORGET_MS);
        this.watchers.set(execution_id, channels);
    }

    /** There are new facts on disk. */
    async tell(execution_id: string): Promise<void> {
        const watchers = this.watchers.get(execution_id);
        if (watchers === undefined) return;
        const now = performance.now();
        for (const [worker, until] of watchers) if (until < now) watchers.delete(worker);
        if (watchers.size === 0) this.watchers.delete(execution_id);
        const channels = [...watchers.keys()].map(channelOf);
        await this.options.pool.query(
            "select pg_notify(channel, $2::text) from unnest($1::text[]) as channel",
            [channels, `news ${execution_id}`]
        );
    }
}
