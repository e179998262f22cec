import { hostname } from "node:os";
import type { Pool } from "pg";
import type { Logger } from "../../platform/logger.ts";
import { newId } from "../../platform/ids.ts";
import { reasonOf } from "./patience.ts";

/** Where a worker polls. */
export interface Queue {
    readonly namespace: string;
    readonly task_queue: string;
}

const BEAT_MS = 10_000;
/** Nobody who was last seen so long ago polls any more. */
export const GONE_MS = 60_000;

/**
 * While it stands, executions are accepted for its queue. A database that is away is no reason to
 * fail: the worker polls already, nobody else could end it, and it is seen by a later beat.
 */
export async function registerWorker(options: {
    readonly pool: Pool;
    readonly logger: Logger;
    readonly queue: Queue;
    readonly build_id: string | null;
    readonly beat_ms?: number;
}): Promise<AsyncDisposable> {
    const { pool, logger, queue, build_id, beat_ms = BEAT_MS } = options;
    const id = newId();
    const beat = async (): Promise<void> => {
        const { namespace, task_queue } = queue;
        try {
            await pool.query(BEAT, [id, namespace, task_queue, build_id, hostname(), process.pid]);
        } catch (error) {
            const reason = reasonOf(error);
            logger.warn({ event: "worker.beat_failed", reason }, "Will register again");
        }
    };
    await beat();
    void pool.query(FORGET).catch(() => undefined);
    const timer = setInterval(() => void beat(), beat_ms);
    timer.unref();
    return {
        [Symbol.asyncDispose]: async () => {
            clearInterval(timer);
            await pool.query("delete from temporal_workers where id = $1::uuid", [id]);
        }
    };
}

/** Whether anybody polls a queue, asked of the database now and then. */
export class Workers {
    private readonly pool: Pool;
    private readonly queue: Queue;
    private seen_at = -Infinity;
    private asking: Promise<boolean> | null = null;

    constructor(pool: Pool, queue: Queue) {
        this.pool = pool;
        this.queue = queue;
    }

    async isAnybodyThere(): Promise<boolean> {
        if (performance.now() - this.seen_at < TRUST_MS) return true;
        this.asking ??= this.ask().finally(() => {
            this.asking = null;
        });
        return this.asking;
    }

    private async ask(): Promise<boolean> {
        const { namespace, task_queue } = this.queue;
        const { rows } = await this.pool.query<{ is_there: boolean }>(
            `select exists (
                 select
                 from temporal_workers
                 where namespace = $1::text
                     and task_queue = $2::text
                     and seen_at > now() - $3::int4 * interval '1 millisecond'
             ) as is_there`,
            [namespace, task_queue, GONE_MS]
        );
        const isThere = rows[0]?.is_there === true;
        if (isThere) this.seen_at = performance.now();
        return isThere;
    }
}

/** How long an answer of yes stands. */
const TRUST_MS = 2_000;

const BEAT = `insert into temporal_workers as w (id, namespace, task_queue, build_id, host, pid)
values ($1::uuid, $2::text, $3::text, $4::text, $5::text, $6::int4)
on conflict (id) do update
set seen_at = clock_timestamp()`;

const FORGET = "delete from temporal_workers where seen_at < now() - interval '1 day'";
