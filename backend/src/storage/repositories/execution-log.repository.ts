import { z } from "zod";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { jsonColumn } from "../session.ts";
import type { Session } from "../session.ts";
import { storedError } from "../stored-error.ts";

const logRow = z.object({ seq: z.int(), facts: z.string() });

const valueRow = z.object({
    bytes: z.int(),
    body: z.string().nullable(),
    file: z.string().nullable()
});

const attemptRow = z.object({
    instance: z.string(),
    attempt: z.int(),
    status: z.enum(["running", "completed", "failed", "lost", "interrupted"]),
    started_at: z.date(),
    ended_at: z.date().nullable(),
    next_at: z.date().nullable(),
    error: storedError
});
export type AttemptRow = z.infer<typeof attemptRow>;

const messageRow = z.object({
    id: z.int(),
    node_id: z.string().nullable(),
    instance: z.string().nullable(),
    level: z.enum(["info", "warn", "error"]),
    message: z.string(),
    metadata: jsonColumn(z.json()).nullable(),
    created_at: z.date()
});
export type MessageRow = z.infer<typeof messageRow>;

/** What is kept of executions beside their rows: facts, values, attempts, what nodes logged. */
export class ExecutionLogRepository {
    readonly #session: Session;
    readonly #workspace_id: string;

    constructor(session: Session, workspace_id: string) {
        this.#session = session;
        this.#workspace_id = workspace_id;
    }

    /** Facts after `after_seq`, as many as `rows` rows of the log hold. */
    async page(
        execution_id: string,
        after_seq: number,
        rows: number
    ): Promise<{ readonly facts: Fact[]; readonly is_last: boolean }> {
        const found = await this.#session.many(
            logRow,
            `select seq, facts
             from execution_log
             where execution_id = $1::uuid
                 and workspace_id = $2::uuid
                 and seq >= coalesce((
                     select max(seq)
                     from execution_log
                     where execution_id = $1::uuid
                         and workspace_id = $2::uuid
                         and seq <= $3::int + 1
                 ), 0)
             order by seq
             limit $4::int`,
            [execution_id, this.#workspace_id, after_seq, rows]
        );
        const facts = found.flatMap(({ seq, facts: text }) => factsOf(seq, text, after_seq));
        return { facts, is_last: found.length < rows };
    }

    async value(execution_id: string, sha: string) {
        return this.#session.first(
            valueRow,
            `select bytes, body, file
             from execution_values
             where execution_id = $1::uuid
                 and workspace_id = $2::uuid
                 and sha = $3::text`,
            [execution_id, this.#workspace_id, sha]
        );
    }

    async attempts(execution_id: string): Promise<AttemptRow[]> {
        return this.#session.many(
            attemptRow,
            `select instance, attempt, status, started_at, ended_at, next_at, error
             from node_attempts
             where execution_id = $1::uuid
                 and workspace_id = $2::uuid
             order by instance, attempt`,
            [execution_id, this.#workspace_id]
        );
    }

    /** What executors logged. */
    async messages(execution_id: string): Promise<MessageRow[]> {
        return this.#session.many(
            messageRow,
            `select id, node_id, instance, level, message, metadata, created_at
             from execution_logs
             where execution_id = $1::uuid
                 and workspace_id = $2::uuid
             order by id`,
            [execution_id, this.#workspace_id]
        );
    }
}

/** One row's facts from a point on. JSON text holds no raw newline. */
export function factsOf(first_seq: number, text: string, after_seq: number): Fact[] {
    const facts: Fact[] = [];
    text.split("\n").forEach((fact, index) => {
        // Facts are written by the engine alone, from this type.
        if (first_seq + index > after_seq) facts.push(JSON.parse(fact) as Fact);
    });
    return facts;
}
