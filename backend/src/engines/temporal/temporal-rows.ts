import type { Pool } from "pg";
import { z } from "zod";
import { numberStarts } from "../hosting/batch-sections.ts";
import type { Draft } from "../hosting/draft.ts";
import { statementOf } from "../hosting/statement.ts";
import type { Frame, StatementAnswer } from "../hosting/statement.ts";

/** What this side of the Temporal engine reads and writes of executions, of all workspaces. */
export class TemporalRows {
    private readonly pool: Pool;

    constructor(pool: Pool) {
        this.pool = pool;
    }

    /** A new execution's row and inputs. One that is there already is a unique violation. */
    async insert(draft: Draft): Promise<void> {
        const { rows } = await this.pool.query<StatementAnswer>(statementOf(START, [], [draft]));
        const counted = rows[0]?.counted ?? null;
        if (counted !== null) numberStarts([draft], counted);
    }

    async find(id: string): Promise<TemporalExecution | null> {
        const { rows } = await this.pool.query({
            name: "fm_temporal_execution",
            text: `${SELECT} where e.id = $1::uuid`,
            values: [id]
        });
        return rows[0] === undefined ? null : execution.parse(rows[0]);
    }

    /** Stored a while ago and still not begun, oldest first, from a place on. */
    async unstarted(after: Place, age_ms: number, limit: number): Promise<TemporalExecution[]> {
        const { rows } = await this.pool.query(
            `${SELECT}
             where e.engine = 'temporal'
                 and e.status = 'pending'
                 and (e.created_at, e.id) > ($1::timestamptz, $2::uuid)
                 and e.created_at < now() - $3::int4 * interval '1 millisecond'
             order by e.created_at, e.id
             limit $4::int4`,
            [after.at, after.id, age_ms, limit]
        );
        return rows.map((row) => execution.parse(row));
    }

    /** By id from one on: what should be open in Temporal, and has not changed for a while. */
    async quiet(after: string, age_ms: number, limit: number): Promise<string[]> {
        const { rows } = await this.pool.query<{ id: string }>(
            `select id
             from executions
             where engine = 'temporal'
                 and status in ('pending', 'running', 'paused', 'waiting')
                 and status <> 'pending'
                 and id > $1::uuid
                 and updated_at < now() - $2::int4 * interval '1 millisecond'
             order by id
             limit $3::int4`,
            [after, age_ms, limit]
        );
        return rows.map(({ id }) => id);
    }

    /** Those that may have runs under way, the latest first. */
    async busy(limit: number): Promise<string[]> {
        const { rows } = await this.pool.query<{ id: string }>(
            `select id
             from executions
             where engine = 'temporal'
                 and status in ('pending', 'running', 'paused', 'waiting')
                 and status not in ('pending', 'waiting')
             order by updated_at desc
             limit $1::int4`,
            [limit]
        );
        return rows.map(({ id }) => id);
    }

    /** Those of them that we hold for open. */
    async openAmong(ids: readonly string[]): Promise<string[]> {
        const { rows } = await this.pool.query<{ id: string }>(
            `select id
             from executions
             where id = any($1::uuid[])
                 and engine = 'temporal'
                 and status in ('pending', 'running', 'paused', 'waiting')`,
            [ids]
        );
        return rows.map(({ id }) => id);
    }

    /** Somebody was seen lately who polls elsewhere: what is not here may well be there. */
    async isSplit(namespace: string): Promise<boolean> {
        const { rows } = await this.pool.query(
            `select
             from temporal_workers
             where namespace <> $1::text
                 and seen_at > now() - interval '10 minutes'
             limit 1`,
            [namespace]
        );
        return rows.length > 0;
    }

    /** Nothing that closed before it concerns us. */
    async oldestOpen(): Promise<Date | null> {
        const { rows } = await this.pool.query<{ created_at: Date | null }>(
            `select min(created_at) as created_at
             from executions
             where engine = 'temporal'
                 and status in ('pending', 'running', 'paused', 'waiting')`
        );
        return rows[0]?.created_at ?? null;
    }

    /** Up to `limit`: whoever counts more knows enough. */
    async countOpen(limit: number): Promise<number> {
        const { rows } = await this.pool.query<{ count: number }>(
            `select count(*)::int4 as count
             from (
                 select
                 from executions
                 where engine = 'temporal'
                     and status in ('pending', 'running', 'paused', 'waiting')
                 limit $1::int4
             ) as o`,
            [limit]
        );
        return rows[0]?.count ?? 0;
    }

    /** Rows of inboxes that nobody has settled for a while, oldest first, from a place on. */
    async unsettled(after: Place, age_ms: number, limit: number): Promise<UnsettledRow[]> {
        const { rows } = await this.pool.query(
            `select i.id, i.execution_id, i.kind, i.created_at::text as place, e.status,
                    extract(epoch from now() - i.created_at)::float8 * 1000 as age_ms
             from execution_inbox i
             join executions e on e.id = i.execution_id
             where i.settled_at is null
                 and (i.created_at, i.id) > ($1::timestamptz, $2::uuid)
                 and i.created_at < now() - $3::int4 * interval '1 millisecond'
                 and e.engine = 'temporal'
             order by i.created_at, i.id
             limit $4::int4`,
            [after.at, after.id, age_ms, limit]
        );
        return rows.map((row) => unsettledRow.parse(row));
    }

    /** Awaited children that are open though whoever called them has ended. */
    async orphans(limit: number): Promise<{ id: string; workspace_id: string }[]> {
        const { rows } = await this.pool.query<{ id: string; workspace_id: string }>(
            `select c.id, c.workspace_id
             from executions c
             join executions p on p.id = c.caller_execution_id
             where c.engine = 'temporal'
                 and c.caller_execution_id is not null
                 and c.is_awaited
                 and c.status in ('pending', 'running', 'paused', 'waiting')
                 and p.status in ('completed', 'failed', 'cancelled', 'timed_out')
                 and not exists (
                     select
                     from execution_inbox i
                     where i.execution_id = c.id
                         and i.dedupe_key in ('cancel', 'cancel:caller')
                 )
             limit $1::int4`,
            [limit]
        );
        return rows;
    }

    /** Whether the question of an instance is open; null where it never asked. */
    async isAsking(execution_id: string, instance: string): Promise<boolean | null> {
        const { rows } = await this.pool.query<{ status: string }>(
            `select status
             from requests
             where execution_id = $1::uuid
                 and instance = $2::text`,
            [execution_id, instance]
        );
        return rows[0] === undefined ? null : rows[0].status === "open";
    }
}

/** Where a list goes on. */
export interface Place {
    /** As the database wrote it: finer than a date here. */
    readonly at: string;
    readonly id: string;
}

export const BEGINNING: Place = { at: "-infinity", id: "00000000-0000-0000-0000-000000000000" };

/** A start asks nobody: the row itself is what says that it is the first. */
const START: Frame = { name: "fm_start", fence: "fence as (select 1)", parameters: 0 };

const SELECT = `select e.id, e.workspace_id, e.workflow_id, e.workflow_name, e.version, e.trigger,
    e.plan_hash, e.status, e.engine, e.last_seq, e.created_at,
    e.created_at::text as place
from executions e`;

const execution = z.object({
    id: z.string(),
    workspace_id: z.string(),
    workflow_id: z.string(),
    workflow_name: z.string(),
    version: z.int().nullable(),
    trigger: z.string(),
    plan_hash: z.string(),
    status: z.string(),
    engine: z.string(),
    last_seq: z.int(),
    created_at: z.date(),
    place: z.string()
});
export type TemporalExecution = z.infer<typeof execution>;

const unsettledRow = z.object({
    id: z.string(),
    execution_id: z.string(),
    kind: z.string(),
    place: z.string(),
    status: z.string(),
    age_ms: z.number()
});
export type UnsettledRow = z.infer<typeof unsettledRow>;
