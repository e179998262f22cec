import type { Pool } from "pg";
import { z } from "zod";

export interface InboxPut {
    readonly id: string;
    readonly execution_id: string;
    readonly workspace_id: string;
    readonly kind: string;
    readonly dedupe_key: string;
    readonly payload: object;
}

export interface InboxReceipt {
    readonly owner: string | null;
    readonly status: string;
    /** Of the row with that key, new or old; null where another one is just putting it. */
    readonly inbox_id: string | null;
    readonly outcome: unknown;
}

/** What comes from outside, as whoever sends it sees it. */
export class InboxRows {
    protected readonly pool: Pool;

    constructor(pool: Pool) {
        this.pool = pool;
    }

    /** A row if the execution is open, and what the same key led to before; null: no such execution. */
    async put(row: InboxPut): Promise<InboxReceipt | null> {
        const { rows } = await this.pool.query(PUT, [
            row.execution_id,
            row.workspace_id,
            row.id,
            row.kind,
            row.dedupe_key,
            JSON.stringify(row.payload)
        ]);
        return rows[0] === undefined ? null : receipt.parse(rows[0]);
    }

    /** Null while there is none. */
    async outcome(id: string): Promise<unknown> {
        const { rows } = await this.pool.query<{ outcome: string | null }>(
            "select outcome from execution_inbox where id = $1::uuid",
            [id]
        );
        const text = rows[0]?.outcome ?? null;
        return text === null ? null : JSON.parse(text);
    }

    /** Where no fact hangs on it: facts are not needed for "it had ended already". */
    async settle(id: string, outcome: unknown): Promise<void> {
        await this.pool.query(
            `update execution_inbox
             set outcome = $2::json, settled_at = clock_timestamp()
             where id = $1::uuid
                 and settled_at is null`,
            [id, JSON.stringify(outcome)]
        );
    }
}

/** One round trip: the execution, a row if it is open, and what the same key led to before. */
const PUT = `with target as (
    select id, workspace_id, owner, status
    from executions
    where id = $1::uuid
        and workspace_id = $2::uuid
),
put as (
    insert into execution_inbox (id, workspace_id, execution_id, kind, dedupe_key, payload)
    select $3::uuid, t.workspace_id, t.id, $4::text, $5::text, $6::json
    from target t
    where t.status in ('pending', 'running', 'paused', 'waiting')
    on conflict (execution_id, dedupe_key) do nothing
    returning id
)
select t.owner, t.status, coalesce((select id from put), i.id) as inbox_id, i.outcome
from target t
left join execution_inbox i on i.execution_id = t.id and i.dedupe_key = $5::text`;

const receipt = z.object({
    owner: z.string().nullable(),
    status: z.string(),
    inbox_id: z.string().nullable(),
    outcome: z
        .string()
        .transform((text): unknown => JSON.parse(text))
        .nullable()
});
