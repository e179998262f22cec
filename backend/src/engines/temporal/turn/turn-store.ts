import type { Pool } from "pg";
import { z } from "zod";
import { errorCode } from "../../../storage/database.ts";
import { afterCommit, beforeCommit, commitSent } from "../../hosting/crash-points.ts";
import type { Draft, InboxOutcome } from "../../hosting/draft.ts";
import { outcomeSchema } from "../../hosting/inbox-payload.ts";
import { statementOf } from "../../hosting/statement.ts";
import type { Frame, StatementAnswer } from "../../hosting/statement.ts";

/**
 *   stored    all of it is on disk
 *   overtaken somebody else stored what comes next, or ended it: the log is ahead
 *   refused   the database cannot hold some of it, and holds none
 */
export type TurnCommit =
    | { readonly kind: "stored"; readonly at: number }
    | { readonly kind: "overtaken" }
    | { readonly kind: "refused"; readonly error: Error };

export interface InboxRow {
    readonly id: string;
    readonly payload: unknown;
    readonly outcome: InboxOutcome | null;
}

/** A turn writes while its execution is open; whoever would end it from outside waits for the row. */
const TURN: Frame = {
    name: "fm_turn",
    fence: `fence as (
    select id
    from executions
    where id = $1::uuid
      and status in ('pending', 'running', 'paused', 'waiting')
    for update
)`,
    parameters: 1
};

/** What an attempt leaves, whatever became of its execution meanwhile. */
const ATTEMPT: Frame = {
    name: "fm_attempt",
    fence: `fence as (
    select id
    from executions
    where id = $1::uuid
    for key share
)`,
    parameters: 1
};

const UNIQUE_VIOLATION = "23505";
/** Nobody's fault: it is tried again. */
const TRANSIENT = /^(08|0A|25|40|42|53|55|57|58)/;

/** Whether the database is away, or too busy, and will answer later. */
export function isTransient(error: unknown): boolean {
    const code = errorCode(error);
    return code === undefined ? isOfConnection(error) : TRANSIENT.test(code);
}

/** The driver's own words are all there is where no server answered. */
function isOfConnection(error: unknown): boolean {
    if (!(error instanceof Error)) return false;
    const code = "code" in error ? String(error.code) : "";
    return /^E[A-Z]+$/.test(code) || /connection|timeout|terminated/i.test(error.message);
}

const inboxRow = z.object({
    id: z.string(),
    payload: z.string().transform((text): unknown => JSON.parse(text)),
    outcome: z
        .string()
        .transform((text) => outcomeSchema.parse(JSON.parse(text)))
        .nullable()
});

export class TurnStore {
    private readonly pool: Pool;

    constructor(pool: Pool) {
        this.pool = pool;
    }

    /** The first draft is the execution's own, the others are executions that it calls. */
    async commit(execution_id: string, drafts: readonly Draft[]): Promise<TurnCommit> {
        beforeCommit(drafts);
        try {
            const sent = this.pool.query<StatementAnswer>(
                statementOf(TURN, [execution_id], drafts)
            );
            commitSent(drafts);
            const { rows } = await sent;
            const [answer] = rows;
            if (answer?.held !== 1) return { kind: "overtaken" };
            afterCommit(drafts);
            return { kind: "stored", at: Number(answer.at) };
        } catch (error) {
            const code = errorCode(error);
            if (code === UNIQUE_VIOLATION) return { kind: "overtaken" };
            if (code === undefined || TRANSIENT.test(code) || !(error instanceof Error))
                throw error;
            return { kind: "refused", error };
        }
    }

    /** Rows of an attempt: values, log lines, how it went. */
    async note(draft: Draft): Promise<void> {
        await this.pool.query(statementOf(ATTEMPT, [draft.execution_id], [draft]));
    }

    /** One row of the inbox, or those that have no outcome yet, oldest first. */
    async inbox(execution_id: string, id: string | null): Promise<InboxRow[]> {
        const { rows } = await this.pool.query(
            `select id, payload, outcome
             from execution_inbox
             where execution_id = $1::uuid
                 and case when $2::uuid is null then settled_at is null else id = $2::uuid end
             order by created_at, id`,
            [execution_id, id]
        );
        return rows.map((row) => inboxRow.parse(row));
    }
}
