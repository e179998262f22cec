import type { Pool } from "pg";
import { z } from "zod";
import type { Event } from "@flowmaestro/shared/orchestrator/events.ts";
import { newId } from "../../platform/ids.ts";
import type { SignalOutcome, SignalRequest } from "../engine.ts";
import type { Clock } from "../../platform/clock.ts";
import type { InboxOutcome } from "./draft.ts";
import type { Executions } from "./executions.ts";
import type { EngineRows } from "../../data-plane/engine-rows.ts";
import { finished } from "./settle-outcome.ts";
import { channelOf } from "./worker.ts";
import type { Identity } from "./worker.ts";

/**
 * Everything from outside is a row with a dedupe key, never a call into a process: whoever owns the
 * execution takes it, and the batch that stores its effect stores its outcome. The owner is told by a
 * notification, and looks by itself every second in case one got lost.
 */
export interface InboxOptions {
    readonly pool: Pool;
    readonly rows: EngineRows;
    readonly executions: Executions;
    readonly time: Clock;
    readonly identity: () => Identity;
}

const ANSWER_MS = 5_000;
const LOOK_MS = 100;

const outcomeSchema = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("accepted") }),
    z.object({ kind: z.literal("already") }),
    z.object({ kind: z.literal("finished"), status: z.string() })
]);

const cancelSchema = z.object({
    kind: z.literal("cancel"),
    by: z.string(),
    reason: z.string().optional()
});

export class Inbox {
    private readonly options: InboxOptions;
    /** Who waits here for the outcome of a row. */
    private readonly waiting = new Map<string, Set<(outcome: InboxOutcome) => void>>();

    constructor(options: InboxOptions) {
        this.options = options;
    }

    /** Null when there is no such execution. */
    async deliver(request: SignalRequest): Promise<SignalOutcome | null> {
        const row = await this.put(request);
        if (row === null) return null;
        if (row.outcome !== null) return this.again(row.outcome);
        if (TERMINAL.has(row.status)) return finished(row.status);
        // Somebody else is inserting the same key: it is there at the second look.
        if (row.inbox_id === null) return this.deliver(request);
        if (row.owner === this.options.identity().id)
            // A look that fails is made again by the tick, and the outcome is asked for below.
            this.look(request.execution_id).catch(() => undefined);
        else await this.notify(row.owner, request.execution_id);
        return this.outcomeOf(row.inbox_id);
    }

    /** Takes what lies there for one execution, or for all of this worker's. */
    async look(execution_id: string | null): Promise<void> {
        const { pool, executions, rows, identity } = this.options;
        const { rows: found } = await pool.query<Record<string, unknown>>(
            `select i.id, i.execution_id, i.payload, e.status
             from execution_inbox i
             join executions e on e.id = i.execution_id
             where i.settled_at is null
                 and ($1::uuid is null or i.execution_id = $1::uuid)
                 and (e.owner = $2::uuid or e.owner is null)
             order by i.created_at, i.id
             limit 1000`,
            [execution_id, identity().id]
        );
        for (const each of found) {
            const row = inboxRow.parse(each);
            const hot = executions.get(row.execution_id);
            if (hot !== undefined) {
                if (hot.taken.has(row.id)) continue;
                hot.taken.add(row.id);
                executions.push(hot, { event: this.toEvent(row.payload), inbox_id: row.id });
            } else if (TERMINAL.has(row.status)) {
                const outcome = finished(row.status);
                await rows.settleInbox(row.id, outcome);
                this.settled(row.id, outcome);
            }
        }
    }

    /** The outcome of a row is on disk. */
    settled(inbox_id: string, outcome: InboxOutcome): void {
        for (const tell of this.waiting.get(inbox_id) ?? []) tell(outcome);
    }

    private async put(request: SignalRequest): Promise<PutRow | null> {
        const { rows } = await this.options.pool.query(PUT, [
            request.execution_id,
            request.workspace_id,
            newId(),
            request.signal.kind,
            request.dedupe_key,
            JSON.stringify(request.signal)
        ]);
        return rows[0] === undefined ? null : putRow.parse(rows[0]);
    }

    /** The same key again: what it led to the first time. */
    private again(outcome: InboxOutcome): SignalOutcome {
        return outcome.kind === "finished" ? outcome : { kind: "already" };
    }

    private toEvent(payload: unknown): Event {
        const { by, reason } = cancelSchema.parse(payload);
        const words = reason === undefined ? {} : { reason };
        return { kind: "cancel", at: this.options.time.now(), by, ...words };
    }

    /** Told by the batch that stores it, or seen in the row: by another process, or just before. */
    private async outcomeOf(inbox_id: string): Promise<SignalOutcome> {
        const end = performance.now() + ANSWER_MS;
        while (performance.now() < end) {
            const told = await this.told(inbox_id);
            if (told !== null) return told;
            const { rows } = await this.options.pool.query<{ outcome: string | null }>(
                "select outcome from execution_inbox where id = $1::uuid",
                [inbox_id]
            );
            const outcome = rows[0]?.outcome ?? null;
            if (outcome !== null) return outcomeSchema.parse(JSON.parse(outcome));
        }
        return { kind: "pending" };
    }

    private told(inbox_id: string): Promise<InboxOutcome | null> {
        return new Promise((resolve) => {
            const listeners = this.waiting.get(inbox_id) ?? new Set();
            this.waiting.set(inbox_id, listeners);
            const done = (outcome: InboxOutcome | null): void => {
                clearTimeout(timer);
                listeners.delete(done);
                if (listeners.size === 0) this.waiting.delete(inbox_id);
                resolve(outcome);
            };
            const timer = setTimeout(() => done(null), LOOK_MS);
            listeners.add(done);
        });
    }

    private async notify(owner: string | null, execution_id: string): Promise<void> {
        if (owner === null) return;
        await this.options.pool.query("select pg_notify($1::text, $2::text)", [
            channelOf(owner),
            `inbox ${execution_id}`
        ]);
    }
}

const TERMINAL: ReadonlySet<string> = new Set(["completed", "failed", "cancelled", "timed_out"]);

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

const json = z.string().transform((text): unknown => JSON.parse(text));

const putRow = z.object({
    owner: z.string().nullable(),
    status: z.string(),
    inbox_id: z.string().nullable(),
    outcome: json.pipe(outcomeSchema).nullable()
});
type PutRow = z.infer<typeof putRow>;

const inboxRow = z.object({
    id: z.string(),
    execution_id: z.string(),
    payload: json,
    status: z.string()
});
