import { hostname } from "node:os";
import type { Pool } from "pg";
import { crashPoint } from "../../platform/crash-point.ts";
import type {
    Attendance,
    AttendanceEvents,
    Notice,
    Suspect,
    WorkerStore,
    Identity
} from "./store.ts";

/**
 * A worker towards the database: one row with a lease, and one session that holds an advisory lock
 * named after it. The lease says "dead" after a while, the lock says so at once: a killed process
 * loses its session with its socket. Neither is the fence; that is the row's `epoch`, which every
 * batch must still find as it was.
 */
export class PostgresWorkers implements WorkerStore {
    private readonly pool: Pool;

    constructor(pool: Pool) {
        this.pool = pool;
    }

    async register(id: string, lease_ms: number): Promise<number> {
        const { rows } = await this.pool.query<{ at: string }>(
            `insert into engine_workers (id, epoch, batch, lease_until, host, pid)
             values ($1::uuid, 1, 0, clock_timestamp() + $2::int4 * interval '1 millisecond',
                     $3::text, $4::int4)
             returning extract(epoch from clock_timestamp()) * 1000 as at`,
            [id, lease_ms, hostname(), process.pid]
        );
        return Number(rows[0]?.at);
    }

    async attend(id: string, { onNotice, onLost }: AttendanceEvents): Promise<Attendance> {
        const session = await this.pool.connect();
        let isOver = false;
        const end = (error?: Error): void => {
            if (isOver) return;
            isOver = true;
            session.removeAllListeners("notification");
            session.release(true);
            if (error !== undefined) onLost(error);
        };
        session.on("error", end);
        session.on("notification", ({ payload }) => {
            const notice = readNotice(payload ?? "");
            if (notice !== null) onNotice(notice);
        });
        try {
            await session.query(LOCK, [id]);
            await session.query(`listen ${channelOf(id)}`);
        } catch (error) {
            end();
            throw error;
        }
        return { leave: () => end() };
    }

    async suspects(me: string): Promise<Suspect[]> {
        const { rows } = await this.pool.query<Suspect>(
            `select w.id, w.lease_until < clock_timestamp() as late, ${LOCK_IS_FREE} as free
             from engine_workers w
             where w.id <> $1::uuid
                 and w.lease_until > '-infinity'`,
            [me]
        );
        return rows;
    }

    async inherit(from: string, to: Identity): Promise<number> {
        const client = await this.pool.connect();
        try {
            await client.query("begin");
            const me = await client.query(`with ${ME} select from me`, [to.id, to.epoch]);
            if (me.rowCount === 0) {
                // Two that take each other for dead: the second one is, and takes nothing.
                await client.query("rollback");
                client.release();
                return 0;
            }
            await client.query(CLOSE_WORKER, [from]);
            // A statement of its own: it sees what the dead worker's last batch committed.
            const { rowCount } = await client.query(MOVE, [from, to.id]);
            await client.query(FORGET, [from]);
            crashPoint("claim_before_commit");
            await client.query("commit");
            crashPoint("claim_after_commit");
            client.release();
            return rowCount ?? 0;
        } catch (error) {
            client.release(true);
            throw error;
        }
    }

    async adopt({ id, epoch }: Identity): Promise<number> {
        const { rowCount } = await this.pool.query(
            `with ${ME}
             update executions
             set owner = $1::uuid
             where owner is null
                 and wake_at is null
                 and engine = 'embedded'
                 and status in ('pending', 'running', 'paused', 'waiting')
                 and exists (select from me)`,
            [id, epoch]
        );
        return rowCount ?? 0;
    }

    async handBack(id: string): Promise<void> {
        await this.pool.query(CLOSE_WORKER, [id]);
        const { rowCount } = await this.pool.query(MOVE, [id, null]);
        await this.pool.query(FORGET, [id]);
        if ((rowCount ?? 0) > 0) await this.pool.query(TELL_ORPHANS);
    }

    async notify(workers: readonly string[], notice: Notice): Promise<void> {
        if (workers.length === 0) return;
        await this.pool.query(
            "select pg_notify(channel, $2::text) from unnest($1::text[]) as channel",
            [workers.map(channelOf), writeNotice(notice)]
        );
    }

    async notifyOwner(notice: Notice): Promise<void> {
        await this.pool.query(
            `select pg_notify('fm_worker_' || replace(owner::text, '-', ''), $2::text)
             from executions
             where id = $1::uuid
                 and owner is distinct from $3::uuid
                 and owner is not null`,
            [notice.execution_id, writeNotice(notice), notice.from ?? null]
        );
    }
}

/**
 * As in a batch, the worker's row is *locked*: whoever takes over from this worker waits for what it
 * does under the lock and then sees it. One that lost its epoch does nothing.
 */
export const ME = `me as (
    select id
    from engine_workers
    where id = $1::uuid
        and epoch = $2::int4
    for share
)`;

const LOCK = "select pg_advisory_lock(hashtextextended('fm_worker:' || $1::text, 0))";

/** Whether nobody holds the lock of a worker, asked without keeping it. */
const LOCK_IS_FREE = `case
    when pg_try_advisory_lock(hashtextextended('fm_worker:' || w.id::text, 0))
    then pg_advisory_unlock(hashtextextended('fm_worker:' || w.id::text, 0))
    else false
end`;

/** For good: what was closed commits nothing more, and is forgotten once it owns nothing. */
const CLOSE_WORKER = `update engine_workers
set epoch = epoch + 1, lease_until = '-infinity'
where id = $1::uuid
    and lease_until > '-infinity'`;

const MOVE = `update executions
set owner = $2::uuid
where owner = $1::uuid`;

const TELL_ORPHANS = `select pg_notify('fm_worker_' || replace(id::text, '-', ''), 'orphans -')
from engine_workers
where lease_until > clock_timestamp()`;

const FORGET = `delete from engine_workers
where id = $1::uuid`;

function channelOf(worker_id: string): string {
    return `fm_worker_${worker_id.replaceAll("-", "")}`;
}

function writeNotice({ what, execution_id, from }: Notice): string {
    return from === undefined ? `${what} ${execution_id}` : `${what} ${execution_id} ${from}`;
}

/** From a process of another version there may come words nobody knows yet. */
function readNotice(text: string): Notice | null {
    const [what, execution_id = "", from] = text.split(" ");
    if (what !== "inbox" && what !== "orphans") return null;
    return { what, execution_id, ...(from === undefined ? {} : { from }) };
}
