import type { KnownAttempt } from "../../../data-plane/known-execution.ts";
import type { AttemptRow, Draft, StatusRow, ToldRow } from "../../hosting/draft.ts";
import type { Batch, CommitAnswer } from "../store.ts";
import { OPEN } from "./tables.ts";
import type { ExecutionEntry, Tables } from "./tables.ts";

/** A text the store cannot hold, whoever sends it: as some bytes are to Postgres. */
export const UNSTORABLE = "__unstorable__";

/** One transaction: the worker's row first, then everything or nothing. */
export function commit(tables: Tables, batch: Batch, now: number): CommitAnswer {
    const worker = tables.workers.get(batch.worker.id);
    if (worker?.epoch !== batch.worker.epoch || worker.batch !== batch.number - 1)
        return { kind: "lost" };
    for (const draft of batch.drafts) {
        const problem = whyNot(tables, draft);
        if (problem !== null) return { kind: "refused", error: new Error(problem) };
    }
    if (worker.is_closed) tables.trespasses.push(`${batch.worker.id} wrote after it was closed`);
    for (const draft of batch.drafts) {
        const row = tables.executions.get(draft.execution_id)?.row;
        if (row === undefined || row.owner === batch.worker.id || isAfterword(draft, row)) continue;
        const what = `${row.id} of ${String(row.owner)}, ${row.status}`;
        tables.trespasses.push(`${batch.worker.id} wrote ${what}`);
    }
    worker.batch = batch.number;
    worker.lease_until = now + batch.lease_ms;
    for (const draft of batch.drafts) write(tables, draft, now);
    for (const { execution_id } of batch.drafts) tables.onStored(execution_id, batch.worker.id);
    return { kind: "held", at: now };
}

/**
 * An execution that has ended is nobody's from that batch on. Who had it may still tell those who came
 * while that batch was under way that they came too late; nothing else is written about it.
 */
function isAfterword(draft: Draft, row: ExecutionEntry["row"]): boolean {
    if (row.owner !== null || OPEN.has(row.status)) return false;
    const { texts, status, sleep, values, attempts, logs, told } = draft;
    const isMore = [texts, values, attempts, logs, told].some((rows) => rows.length > 0);
    return !isMore && status === null && sleep === null;
}

function whyNot(tables: Tables, draft: Draft): string | null {
    const entry = tables.executions.get(draft.execution_id);
    if (draft.start !== null && entry !== undefined) return "duplicate key in executions";
    if (draft.start === null && entry === undefined) return "no such execution";
    if (draft.texts.some((text) => text.includes(UNSTORABLE))) return "unsupported text";
    if (draft.texts.length > 0 && entry?.log.some(({ seq }) => seq === draft.first_seq) === true)
        return "duplicate key in execution_log";
    if (new Set(draft.attempts.map(keyOf)).size < draft.attempts.length)
        return "an attempt is written twice by one statement";
    return null;
}

function keyOf({ instance, attempt }: AttemptRow): string {
    return `${instance}#${attempt}`;
}

function write(tables: Tables, draft: Draft, now: number): void {
    const entry = tables.executions.get(draft.execution_id) ?? begin(tables, draft, now);
    if (entry === null) return;
    if (draft.texts.length > 0) entry.log.push({ seq: draft.first_seq, texts: [...draft.texts] });
    if (draft.status !== null) project(entry, draft.status);
    const snapshot = draft.sleep?.snapshot ?? null;
    if (snapshot !== null) entry.snapshot = { execution_id: draft.execution_id, ...snapshot };
    for (const value of draft.values) entry.values.set(value.sha, value);
    for (const row of draft.attempts) note(entry, row);
    for (const { inbox_id, outcome } of draft.outcomes) {
        const row = tables.inbox.get(inbox_id);
        if (row !== undefined) row.outcome ??= JSON.parse(JSON.stringify(outcome));
    }
    for (const told of draft.told) tell(tables, told);
}

/** Only one that is under way becomes another. */
function note(entry: ExecutionEntry, row: AttemptRow): void {
    const known = entry.attempts.get(keyOf(row));
    if (known === undefined || known.status === "running")
        entry.attempts.set(keyOf(row), kept(row));
}

function kept({ instance, attempt, status, started_at, next_at }: AttemptRow): KnownAttempt {
    return {
        instance,
        attempt,
        status,
        started_at: new Date(started_at),
        next_at: next_at === null ? null : new Date(next_at)
    };
}

/** One that has ended does not have to hear it any more. */
function tell(tables: Tables, told: ToldRow): void {
    const status = tables.executions.get(told.execution_id)?.row.status ?? "";
    const isKnown = tables.inboxOf(told.execution_id, told.dedupe_key) !== undefined;
    if (OPEN.has(status) && !isKnown) tables.putInbox(told);
}

/** What has ended or sleeps belongs to nobody. */
function project(entry: ExecutionEntry, row: StatusRow): void {
    const { status, last_seq, completed_at, wake_at } = row;
    const owner = completed_at === null && wake_at === null ? entry.row.owner : null;
    entry.row = { ...entry.row, status, owner };
    entry.last_seq = last_seq;
    entry.wake_at = wake_at;
}

function begin(tables: Tables, { start }: Draft, now: number): ExecutionEntry | null {
    if (start === null) return null;
    const { request, owner, started_at } = start;
    const { execution_id: id, workspace_id, workflow_id, workflow_name } = request;
    const { version, trigger, plan_hash, started_by, parent_execution_id, rerun, caller } = request;
    const entry: ExecutionEntry = {
        row: {
            id,
            workspace_id,
            workflow_id,
            workflow_name,
            version,
            trigger,
            plan_hash,
            status: "pending",
            owner,
            started_at: new Date(started_at ?? now),
            origin: {
                started_by,
                parent_execution_id: parent_execution_id ?? null,
                rerun: rerun ?? null,
                caller: caller ?? null
            }
        },
        last_seq: 0,
        wake_at: null,
        snapshot: null,
        log: [],
        values: new Map(),
        attempts: new Map()
    };
    tables.executions.set(id, entry);
    return entry;
}
