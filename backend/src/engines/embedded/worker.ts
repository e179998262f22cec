import { hostname } from "node:os";
import type { Pool, PoolClient } from "pg";
import type { Logger } from "../../platform/logger.ts";
import { newId } from "../../platform/ids.ts";
import type { Clock } from "../../platform/clock.ts";

/**
 * This process towards the database: one row with a lease, and one session that holds an advisory
 * lock named after it. The lease says "dead" after a while, the lock says so at once: a killed
 * process loses its session with its socket. Neither is the fence; that is the row's `epoch`, which
 * every batch must still find as it was.
 */
export const LEASE_MS = 15_000;

export interface Identity {
    readonly id: string;
    readonly epoch: number;
}

const LOCK = "select pg_advisory_lock(hashtextextended('fm_worker:' || $1::text, 0))";

/** Whether nobody holds the lock of a worker, asked without keeping it. */
export const LOCK_IS_FREE = `case
    when pg_try_advisory_lock(hashtextextended('fm_worker:' || w.id::text, 0))
    then pg_advisory_unlock(hashtextextended('fm_worker:' || w.id::text, 0))
    else false
end`;

const RETRY_MS = 250;

export function channelOf(worker_id: string): string {
    return `fm_worker_${worker_id.replaceAll("-", "")}`;
}

export interface WorkerOptions {
    readonly pool: Pool;
    readonly time: Clock;
    readonly logger: Logger;
    /** What other processes say to this worker: `<what> <execution id> [<worker id>]`. */
    readonly onNotice: (what: string, execution_id: string, from: string) => void;
}

export class Worker {
    private readonly options: WorkerOptions;
    private current: Identity = { id: newId(), epoch: 1 };
    private session: PoolClient | null = null;
    private stopped = false;
    /** Of the last attempt to get a session: an older one that still comes is given back. */
    private generation = 0;
    private retry: NodeJS.Timeout | undefined;

    constructor(options: WorkerOptions) {
        this.options = options;
    }

    get identity(): Identity {
        return this.current;
    }

    /** A new row under a new id: a worker that lost its epoch never comes back as itself. */
    async register(): Promise<void> {
        const { pool, time } = this.options;
        this.current = { id: newId(), epoch: 1 };
        const sent = time.stamp();
        const { rows } = await pool.query<{ at: string }>(
            `insert into engine_workers (id, epoch, batch, lease_until, host, pid)
             values ($1::uuid, 1, 0, clock_timestamp() + $2::int4 * interval '1 millisecond',
                     $3::text, $4::int4)
             returning extract(epoch from clock_timestamp()) * 1000 as at`,
            [this.current.id, LEASE_MS, hostname(), process.pid]
        );
        time.observe(Number(rows[0]?.at), sent, time.stamp());
        await this.attend();
    }

    /** Gives up the session; the row is left to the caller, who knows whether executions are. */
    leave(): void {
        this.stopped = true;
        this.generation += 1;
        clearTimeout(this.retry);
        this.session?.removeAllListeners("notification");
        this.drop(this.session);
    }

    private async attend(): Promise<void> {
        this.generation += 1;
        const mine = this.generation;
        this.drop(this.session);
        const session = await this.options.pool.connect();
        if (mine !== this.generation) {
            session.release();
            return;
        }
        this.session = session;
        // A broken session is made anew; until then the lease alone speaks for this worker.
        session.on("error", (error) => {
            if (this.session !== session) return;
            const { logger } = this.options;
            logger.warn({ event: "engine.session_lost", reason: error.message }, "Session lost");
            this.drop(session);
            this.attendLater();
        });
        session.on("notification", ({ payload }) => {
            const [what = "", execution_id = "", from = ""] = (payload ?? "").split(" ");
            this.options.onNotice(what, execution_id, from);
        });
        await session.query(LOCK, [this.current.id]);
        await session.query(`listen ${channelOf(this.current.id)}`);
    }

    /** One try at a time: two would each make a session, and one of them would be forgotten. */
    private attendLater(): void {
        if (this.stopped || this.retry !== undefined) return;
        this.retry = setTimeout(() => {
            this.attend()
                .catch(() => this.drop(this.session))
                .finally(() => {
                    this.retry = undefined;
                    if (this.session === null) this.attendLater();
                });
        }, RETRY_MS);
        this.retry.unref();
    }

    private drop(session: PoolClient | null): void {
        if (session === null || this.session !== session) return;
        this.session = null;
        session.release(true);
    }
}
