import type { Pool, PoolClient } from "pg";
import { z } from "zod";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Value } from "@flowmaestro/shared/orchestrator/values.ts";
import type { DataPlane } from "../../data-plane/data-plane.ts";
import type { KnownExecution } from "../../data-plane/known-execution.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Hub } from "../../realtime/hub.ts";
import { cancelOf, projectCalls } from "../hosting/calls.ts";
import { emptyDraft } from "../hosting/draft.ts";
import type { Draft } from "../hosting/draft.ts";
import type { Speaker } from "../hosting/execution-row.ts";
import { closeRequests } from "../hosting/requests.ts";
import { statementOf } from "../hosting/statement.ts";
import type { Frame, StatementAnswer } from "../hosting/statement.ts";
import { statusRow } from "../hosting/status-row.ts";

export type TerminalFact = Extract<
    Fact,
    { kind: "execution:cancelled" | "execution:failed" | "execution:timed_out" }
>;

/** How it ended; when is said where it is stored. */
export type Ending =
    | Omit<Extract<TerminalFact, { kind: "execution:cancelled" }>, "at">
    | Omit<Extract<TerminalFact, { kind: "execution:failed" }>, "at">
    | Omit<Extract<TerminalFact, { kind: "execution:timed_out" }>, "at">;

export interface EndFromOutsideOptions {
    readonly pool: Pool;
    readonly clock: Clock;
    readonly data: Pick<DataPlane, "plans" | "rows">;
    readonly hub: Hub;
}

/** Who has to hear of it: rows for them lie in their inboxes. */
export interface Told {
    readonly caller: string | null;
    readonly children: readonly string[];
}

/**
 * Ends an execution that nobody performs any more: its workflow is closed, and no turn will say so. One
 * terminal fact after the last one, with all that an end brings along: open questions are closed, who
 * waits for it is told, and so are those it waits for.
 */
export class EndFromOutside {
    private readonly options: EndFromOutsideOptions;

    constructor(options: EndFromOutsideOptions) {
        this.options = options;
    }

    /** Null: it had ended. */
    async end(execution_id: string, ending: Ending): Promise<Told | null> {
        const { pool, data } = this.options;
        const known = await data.rows.execution(execution_id);
        if (known === null) return null;
        const client = await pool.connect();
        try {
            await client.query("begin");
            const draft = await this.draftOf(client, known, ending);
            const isStored = draft !== null && (await store(client, draft));
            await client.query(isStored ? "commit" : "rollback");
            client.release();
            if (draft === null || !isStored) return null;
            await this.show(known, draft);
            return toldOf(known, draft);
        } catch (error) {
            client.release(true);
            throw error;
        }
    }

    /** Under the lock of its row: no turn is stored meanwhile. */
    private async draftOf(
        client: PoolClient,
        known: KnownExecution,
        ending: Ending
    ): Promise<Draft | null> {
        const locked = await client.query(LOCK, [known.id]);
        if (locked.rows[0] === undefined) return null;
        const { inputs } = lockedRow.parse(locked.rows[0]);
        const last = await lastFact(client, known.id);
        const at = Math.max(this.options.clock.now(), last.at);
        const draft = emptyDraft(known, last.seq + 1);
        const facts: Fact[] = [{ ...ending, at }];
        // No log begins with its end.
        if (last.seq === 0)
            facts.unshift({ kind: "execution:started", at, trigger: known.trigger, inputs });
        for (const fact of facts) {
            draft.facts.push(fact);
            draft.texts.push(JSON.stringify(fact));
        }
        const status = ending.kind.slice("execution:".length);
        draft.status = {
            ...statusRow(status, last.seq + facts.length, facts.at(-1)),
            started_at: at
        };
        draft.forgets = true;
        closeRequests(draft, at);
        const speaker: Speaker = { row: known, open: new Map(), draft };
        for (const id of await awaitedBy(client, known.id))
            draft.told.push(cancelOf(speaker, { id }));
        projectCalls(speaker, facts);
        return draft;
    }

    private async show(known: KnownExecution, draft: Draft): Promise<void> {
        const { data, hub } = this.options;
        const { id, workspace_id, workflow_id, plan_hash } = known;
        const plan = data.plans.get(plan_hash) ?? (await data.rows.plan(workspace_id, plan_hash));
        if (plan === null) return;
        const { first_seq, facts } = draft;
        hub.publish({ execution_id: id, workspace_id, workflow_id, plan, first_seq, facts });
    }
}

function toldOf({ origin }: KnownExecution, { told }: Draft): Told {
    const caller = origin.caller?.is_awaited === true ? origin.caller.execution_id : null;
    const children = told.filter(({ kind }) => kind === "cancel");
    return { caller, children: children.map((row) => row.execution_id) };
}

async function store(client: PoolClient, draft: Draft): Promise<boolean> {
    const statement = statementOf(END, [draft.execution_id], [draft]);
    const { rows } = await client.query<StatementAnswer>(statement);
    return rows[0]?.held === 1;
}

/** The last fact's place and time; of an empty log, before all. */
async function lastFact(client: PoolClient, id: string): Promise<{ seq: number; at: number }> {
    const { rows } = await client.query<{ seq: number; n: number; facts: string }>(
        `select seq, n, facts
         from execution_log
         where execution_id = $1::uuid
         order by seq desc
         limit 1`,
        [id]
    );
    const [row] = rows;
    if (row === undefined) return { seq: 0, at: 0 };
    const text = row.facts.slice(row.facts.lastIndexOf("\n") + 1);
    return { seq: row.seq + row.n - 1, at: timed.parse(JSON.parse(text)).at };
}

/** Which of its instances wait for a child that is open. */
async function awaitedBy(client: PoolClient, id: string): Promise<string[]> {
    const { rows } = await client.query<{ caller_instance: string }>(
        `select caller_instance
         from executions
         where caller_execution_id = $1::uuid
             and is_awaited
             and status in ('pending', 'running', 'paused', 'waiting')`,
        [id]
    );
    return rows.map(({ caller_instance }) => caller_instance);
}

const LOCK = `select inputs
from executions
where id = $1::uuid
    and engine = 'temporal'
    and status in ('pending', 'running', 'paused', 'waiting')
for update`;

/** Its row is locked already. */
const END: Frame = {
    name: "fm_end",
    fence: `fence as (
    select id
    from executions
    where id = $1::uuid
      and status in ('pending', 'running', 'paused', 'waiting')
)`,
    parameters: 1
};

const timed = z.object({ at: z.number() });

const lockedRow = z.object({
    /** As it was encoded when it was stored. */
    inputs: z.string().transform((text): Value => JSON.parse(text) as Value)
});
