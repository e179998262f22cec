import type { Pool } from "pg";
import { z } from "zod";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { factsOf } from "../storage/repositories/execution-log.repository.ts";
import type { ValueRow } from "./values.ts";

/** What the engine reads and writes besides its batches, of all workspaces, as its own role. */
export class EngineRows {
    readonly #pool: Pool;

    constructor(pool: Pool) {
        this.#pool = pool;
    }

    async execution(id: string): Promise<KnownExecution | null> {
        const { rows } = await this.#pool.query(`${SELECT_EXECUTION} where id = $1::uuid`, [id]);
        return rows[0] === undefined ? null : knownExecution.parse(rows[0]);
    }

    /** What one owner has open, by id from a point on. */
    async openOf(owner: string, after: string, limit: number): Promise<KnownExecution[]> {
        const { rows } = await this.#pool.query(
            `${SELECT_EXECUTION}
             where owner = $1::uuid
                 and id > $2::uuid
                 and status in ('pending', 'running', 'paused', 'waiting')
             order by id
             limit $3::int4`,
            [owner, after, limit]
        );
        return rows.map((row) => knownExecution.parse(row));
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
        const { rows } = await this.#pool.query<{ seq: number; facts: string }>(
            `select seq, facts
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
             limit $4::int4`,
            parameters
        );
        return rows.flatMap((row) => factsOf(row.seq, row.facts, parameters[2]));
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

    async attempts(execution_id: string): Promise<KnownAttempt[]> {
        const { rows } = await this.#pool.query(
            `select instance, attempt, status, started_at, next_at
             from node_attempts
             where execution_id = $1::uuid
             order by instance, attempt`,
            [execution_id]
        );
        return rows.map((row) => knownAttempt.parse(row));
    }

    async readValue(execution_id: string, sha: string) {
        const { rows } = await this.#pool.query<{ body: string | null; file: string | null }>(
            `select body, file
             from execution_values
             where execution_id = $1::uuid
                 and sha = $2::text`,
            [execution_id, sha]
        );
        return rows[0] ?? null;
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

    /** Once it is known what became of it; facts are not needed for "it had ended already". */
    async settleInbox(id: string, outcome: unknown): Promise<void> {
        await this.#pool.query(
            `update execution_inbox
             set outcome = $2::json, settled_at = clock_timestamp()
             where id = $1::uuid
                 and settled_at is null`,
            [id, JSON.stringify(outcome)]
        );
    }
}

const ALL_ROWS = 2_147_483_647;

const SELECT_EXECUTION = `select id, workspace_id, workflow_id, workflow_name, version, trigger,
    plan_hash, status, owner, started_at
from executions`;

const knownExecution = z.object({
    id: z.string(),
    workspace_id: z.string(),
    workflow_id: z.string(),
    workflow_name: z.string(),
    version: z.int().nullable(),
    trigger: z.string(),
    plan_hash: z.string(),
    status: z.string(),
    owner: z.string().nullable(),
    started_at: z.date().nullable()
});
export type KnownExecution = z.infer<typeof knownExecution>;

const knownAttempt = z.object({
    instance: z.string(),
    attempt: z.int(),
    status: z.enum(["running", "completed", "failed", "lost"]),
    started_at: z.date(),
    next_at: z.date().nullable()
});
export type KnownAttempt = z.infer<typeof knownAttempt>;
