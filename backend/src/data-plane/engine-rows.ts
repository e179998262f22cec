import type { Pool } from "pg";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { factsOf } from "../storage/repositories/execution-log.repository.ts";
import type { Value } from "@flowmaestro/shared/orchestrator/values.ts";
import { knownAttempt, knownExecution, knownSnapshot, writtenAttempt } from "./known-execution.ts";
import type {
    BegunExecution,
    KnownAttempt,
    KnownExecution,
    KnownSnapshot,
    LoadedExecution,
    Since
} from "./known-execution.ts";
import type { StoredRow, ValueRow } from "./values.ts";

/** What the engine reads and writes besides its batches, of all workspaces, as its own role. */
export class EngineRows {
    readonly #pool: Pool;

    constructor(pool: Pool) {
        this.#pool = pool;
    }

    async execution(id: string): Promise<KnownExecution | null> {
        return (await this.begun(id))?.row ?? null;
    }

    /** With what it was started with, while it has no facts that say so. */
    async begun(id: string): Promise<BegunExecution | null> {
        const { rows } = await this.#pool.query<{ inputs: string | null }>({
            name: "fm_execution",
            text: `${SELECT_EXECUTION} where id = $1::uuid`,
            values: [id]
        });
        const [row] = rows;
        if (row === undefined) return null;
        // A value, encoded by us when the row was stored.
        const inputs = row.inputs === null ? null : (JSON.parse(row.inputs) as Value);
        return { row: knownExecution.parse(row), inputs };
    }

    /** What one owner has open, by id from a point on. */
    async openOf(owner: string, after: string, limit: number): Promise<string[]> {
        const { rows } = await this.#pool.query<{ id: string }>(
            `select id
             from executions
             where owner = $1::uuid
                 and id > $2::uuid
                 and wake_at is null
                 and status in ('pending', 'running', 'paused', 'waiting')
             order by id
             limit $3::int4`,
            [owner, after, limit]
        );
        return rows.map(({ id }) => id);
    }

    /** All that is needed to go on with them; a snapshot of another format is passed over. */
    async load(owner: string, ids: readonly string[], format: string): Promise<LoadedExecution[]> {
        const { rows: found } = await this.#pool.query(
            `${SELECT_EXECUTION}
             where id = any($1::uuid[])
                 and owner = $2::uuid
                 and status in ('pending', 'running', 'paused', 'waiting')`,
            [ids, owner]
        );
        const known = found.map((row) => knownExecution.parse(row));
        if (known.length === 0) return [];
        const owned = known.map(({ id }) => id);
        const snapshots = await this.#snapshots(owned, format);
        const after = owned.map((id) => snapshots.get(id)?.seq ?? 0);
        const [facts, attempts] = await Promise.all([
            this.#factsOf(owned, after),
            this.#attemptsOf(owned)
        ]);
        return known.map((row) => ({
            row,
            snapshot: snapshots.get(row.id) ?? null,
            facts: facts.get(row.id) ?? [],
            attempts: attempts.get(row.id) ?? []
        }));
    }

    /** Facts after a point, and how one run was tried so far: what is asked before each of its tries. */
    async since(execution_id: string, after_seq: number, instance: string): Promise<Since> {
        const { rows } = await this.#pool.query<{ at: number; text: string }>({
            name: "fm_since",
            text: SELECT_SINCE,
            values: [execution_id, after_seq, instance]
        });
        const facts: Fact[] = [];
        const attempts: KnownAttempt[] = [];
        for (const { at, text } of rows)
            if (at > 0) facts.push(...factsOf(at, text, after_seq));
            else attempts.push(writtenAttempt.parse(JSON.parse(text)));
        return { facts, attempts };
    }

    async attempts(execution_id: string): Promise<KnownAttempt[]> {
        return (await this.#attemptsOf([execution_id])).get(execution_id) ?? [];
    }

    async #snapshots(ids: readonly string[], format: string): Promise<Map<string, KnownSnapshot>> {
        const { rows } = await this.#pool.query(
            `select execution_id, seq, state, results
             from execution_snapshots
             where execution_id = any($1::uuid[])
                 and format = $2::text`,
            [ids, format]
        );
        const snapshots = rows.map((row) => knownSnapshot.parse(row));
        return new Map(snapshots.map((snapshot) => [snapshot.execution_id, snapshot]));
    }

    async #factsOf(ids: readonly string[], after: readonly number[]): Promise<Map<string, Fact[]>> {
        const { rows } = await this.#pool.query<{ id: string; seq: number; facts: string }>(
            `select u.id, l.seq, l.facts
             from unnest($1::uuid[], $2::int4[]) as u(id, after)
             cross join lateral (
                 select seq, facts
                 from execution_log
                 where execution_id = u.id
                     and seq > u.after
                 order by seq
             ) l
             order by u.id, l.seq`,
            [ids, after]
        );
        const facts = new Map<string, Fact[]>();
        for (const row of rows) {
            const of = facts.get(row.id) ?? [];
            for (const fact of factsOf(row.seq, row.facts, 0)) of.push(fact);
            facts.set(row.id, of);
        }
        return facts;
    }

    async #attemptsOf(ids: readonly string[]): Promise<Map<string, KnownAttempt[]>> {
        const { rows } = await this.#pool.query<{ execution_id: string }>(
            `select execution_id, instance, attempt, status, started_at, next_at
             from node_attempts
             where execution_id = any($1::uuid[])
             order by execution_id, instance, attempt`,
            [ids]
        );
        const attempts = new Map<string, KnownAttempt[]>();
        for (const row of rows) {
            const of = attempts.get(row.execution_id) ?? [];
            of.push(knownAttempt.parse(row));
            attempts.set(row.execution_id, of);
        }
        return attempts;
    }

    /** Everything after `after_seq`. */
    async facts(execution_id: string, after_seq = 0): Promise<Fact[]> {
        return this.#facts([execution_id, null, after_seq, ALL_ROWS]);
    }

    /** A page of it for a reader: of nothing, unless the execution is its workspace's. */
    async page(
        execution: { readonly execution_id: string; readonly workspace_id: string },
        after_seq: number,
        rows: number
    ): Promise<Fact[]> {
        return this.#facts([execution.execution_id, execution.workspace_id, after_seq, rows]);
    }

    async #facts(
        parameters: [
            execution_id: string,
            workspace_id: string | null,
            after_seq: number,
            rows: number
        ]
    ): Promise<Fact[]> {
        const { rows } = await this.#pool.query<{ seq: number; facts: string }>({
            name: "fm_facts",
            text: SELECT_FACTS,
            values: parameters
        });
        return rows.flatMap((row) => factsOf(row.seq, row.facts, parameters[2]));
    }

    /** Copies values by their content, not those in files; answers which are there then. */
    async copyValues(
        from: string,
        to: { readonly id: string; readonly workspace_id: string },
        shas: readonly string[]
    ): Promise<ReadonlySet<string>> {
        if (shas.length === 0) return new Set();
        await this.#pool.query(
            `insert into execution_values (execution_id, sha, workspace_id, bytes, body, file)
             select $2::uuid, sha, workspace_id, bytes, body, file
             from execution_values
             where execution_id = $1::uuid
                 and workspace_id = $3::uuid
                 and sha = any($4::text[])
                 and file is null
             on conflict (execution_id, sha) do nothing`,
            [from, to.id, to.workspace_id, shas]
        );
        const { rows } = await this.#pool.query<{ sha: string }>(
            `select sha
             from execution_values
             where execution_id = $1::uuid
                 and sha = any($2::text[])`,
            [to.id, shas]
        );
        return new Set(rows.map(({ sha }) => sha));
    }

    /** Awaited children of `owner` or nobody that are open though whoever called them has ended. */
    async orphansOf(owner: string, limit: number) {
        const { rows } = await this.#pool.query<{ id: string; workspace_id: string }>(
            `select c.id, c.workspace_id
             from executions c
             join executions p on p.id = c.caller_execution_id
             where (c.owner = $1::uuid or c.owner is null)
                 and c.engine = 'embedded'
                 and c.caller_execution_id is not null
                 and c.is_awaited
                 and c.status in ('pending', 'running', 'paused', 'waiting')
                 and p.status in ('completed', 'failed', 'cancelled', 'timed_out')
             limit $2::int4`,
            [owner, limit]
        );
        return rows;
    }

    async plan(workspace_id: string, hash: string): Promise<Plan | null> {
        const { rows } = await this.#pool.query<{ plan: string }>(
            `select plan
             from plans
             where workspace_id = $1::uuid
                 and hash = $2::text`,
            [workspace_id, hash]
        );
        return rows[0] === undefined ? null : (JSON.parse(rows[0].plan) as Plan);
    }

    async readValues(
        execution_id: string,
        shas: readonly string[]
    ): Promise<ReadonlyMap<string, StoredRow>> {
        const { rows } = await this.#pool.query<StoredRow & { sha: string }>(
            `select sha, body, file
             from execution_values
             where execution_id = $1::uuid
                 and sha = any($2::text[])`,
            [execution_id, shas]
        );
        return new Map(rows.map((row) => [row.sha, row]));
    }

    async writeValue(
        execution: { readonly id: string; readonly workspace_id: string },
        row: ValueRow
    ): Promise<void> {
        await this.#pool.query(
            `insert into execution_values (execution_id, sha, workspace_id, bytes, body, file)
             values ($1::uuid, $2::text, $3::uuid, $4::int8, $5::text, $6::text)
             on conflict (execution_id, sha) do nothing`,
            [execution.id, row.sha, execution.workspace_id, row.bytes, row.body, row.file]
        );
    }
}

const ALL_ROWS = 2_147_483_647;

const SELECT_EXECUTION = `select id, workspace_id, workflow_id, workflow_name, version, trigger,
    plan_hash, status, owner, started_at, created_by, parent_execution_id, rerun,
    caller_execution_id, caller_instance, is_awaited, depth,
    case when status = 'pending' then inputs end as inputs
from executions`;

const SELECT_FACTS = `select seq, facts
from execution_log
where execution_id = $1::uuid
    and ($2::uuid is null or workspace_id = $2::uuid)
    and seq >= coalesce((
        select max(seq)
        from execution_log
        where execution_id = $1::uuid
            and seq <= $3::int4 + 1
    ), 0)
order by seq
limit $4::int4`;

/** Rows of the log by their number; attempts, whose numbers begin at 1, below zero. */
const SELECT_SINCE = `select seq as at, facts as text
from execution_log
where execution_id = $1::uuid
    and seq > $2::int4
union all
select attempt - 1000000000, json_build_object(
    'instance', instance, 'attempt', attempt, 'status', status,
    'started_at', started_at, 'next_at', next_at
)::text
from node_attempts
where execution_id = $1::uuid
    and instance = $3::text
order by at`;
