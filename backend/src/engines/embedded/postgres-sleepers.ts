import type { Pool } from "pg";
import { z } from "zod";
import { ME } from "./postgres-workers.ts";
import type { Claim, Identity, SleeperStore } from "./store.ts";

/** Executions that sleep belong to nobody; whoever claims one first has it. */
export class PostgresSleepers implements SleeperStore {
    private readonly pool: Pool;

    constructor(pool: Pool) {
        this.pool = pool;
    }

    async claimDue(worker: Identity, ahead_ms: number, limit: number): Promise<Claim> {
        const { rows } = await this.pool.query<{ id: string }>(CLAIM_DUE, [
            worker.id,
            worker.epoch,
            ahead_ms,
            limit
        ]);
        const next = await this.pool.query(NEXT, [ahead_ms]);
        return { ids: rows.map(({ id }) => id), next_at: nextRow.parse(next.rows[0]).next_at };
    }

    async claim(worker: Identity, ids: readonly string[]): Promise<void> {
        await this.pool.query(CLAIM, [worker.id, worker.epoch, ids]);
    }
}

const CLAIM_DUE = `with ${ME},
due as (
    select e.id
    from executions e
    where e.wake_at <= now() + $3::int4 * interval '1 millisecond'
        and exists (select from me)
    order by e.wake_at
    limit $4::int4
    for update skip locked
)
update executions e
set owner = $1::uuid, wake_at = null
from due
where e.id = due.id
returning e.id`;

const CLAIM = `with ${ME}
update executions e
set owner = $1::uuid, wake_at = null
where e.id = any($3::uuid[])
    and e.wake_at is not null
    and exists (select from me)`;

const NEXT = `select extract(epoch from min(wake_at))::float8 * 1000 as next_at
from executions
where wake_at > now() + $1::int4 * interval '1 millisecond'
    and wake_at < 'infinity'`;

const nextRow = z.object({ next_at: z.number().nullable() });
