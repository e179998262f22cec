import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Json, NodeError, Value } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Engine, SignalOutcome, StartRequest } from "../engine.ts";
import type { ValueRow } from "../../data-plane/values.ts";

/**
 * What an execution has to say that is not on disk yet. The writer takes the draft as a whole: facts
 * of one step are never torn apart, so a log that is read back always ends between two events.
 */
export interface Draft {
    readonly execution_id: string;
    readonly workspace_id: string;
    readonly first_seq: number;
    readonly facts: Fact[];
    /** The facts as JSON, encoded where they arose: log, socket and cache share the text. */
    readonly texts: string[];
    bytes: number;
    start: StartRow | null;
    status: StatusRow | null;
    /** It is laid down with this draft: its row waits, nobody has it in memory. */
    sleep: SleepRow | null;
    /** It has ended: nobody folds its log from a snapshot any more. */
    forgets: boolean;
    readonly values: ValueRow[];
    readonly attempts: AttemptRow[];
    readonly logs: LogRow[];
    readonly outcomes: OutcomeRow[];
    /** Questions that were put, and those that are closed; one of this draft may be both. */
    readonly requests: RequestRow[];
    readonly closed: ClosedRequest[];
    /** What other executions are told: a caller its child's end, a child that it is cancelled. */
    readonly told: ToldRow[];
    /** What waits for the disk: effects to send, facts to show, starts and signals to acknowledge. */
    readonly after: (() => void)[];
    /** Who has to be told when it never gets there. */
    readonly lost: ((error: Error) => void)[];
}

/** An execution's first row: everything but its facts. */
export interface StartRow {
    readonly request: Omit<StartRequest, "plan" | "inputs">;
    readonly inputs: Value;
    readonly started_at: number;
    readonly engine: Engine["name"];
    /** The worker whose batch stores it: who accepted it may have another identity by then. Null: nobody. */
    owner: string | null;
    /** Counts the workflow's executions; known once it is stored, unless the answer got lost. */
    number: number | null;
}

/** The projection of the facts into `executions`, written only when the status changes. */
export interface StatusRow {
    readonly status: string;
    readonly last_seq: number;
    readonly outputs: { readonly [name: string]: Value } | null;
    readonly error: NodeError | null;
    readonly completed_at: number | null;
    /** When it needs a process again; null while one has it. */
    readonly wake_at: number | null;
    /** Of a row that was stored before it began. */
    readonly started_at?: number;
}

export interface SleepRow {
    /** Infinity: when something comes in. */
    readonly wake_at: number;
    /** Only of long logs. */
    readonly snapshot: SnapshotRow | null;
}

export interface SnapshotRow {
    readonly seq: number;
    readonly format: string;
    /** JSON texts. */
    readonly state: string;
    readonly results: string;
}

export interface AttemptRow {
    readonly instance: string;
    readonly attempt: number;
    /**
     * One that runs is written down only where one was cut off before; its end replaces it. Lost: its
     * process died. Interrupted: its process was asked to stop, before it began or while it ran.
     */
    readonly status: "running" | "completed" | "failed" | "lost" | "interrupted";
    readonly started_at: number;
    readonly ended_at: number | null;
    /** Of one that failed, or that was waiting for this when it was interrupted. */
    readonly next_at: number | null;
    readonly error: NodeError | null;
}

export interface LogRow {
    readonly node_id: string;
    readonly instance: string;
    readonly level: "info" | "warn" | "error";
    readonly message: string;
    /** JSON text. */
    readonly metadata: string;
    readonly at: number;
}

export interface OutcomeRow {
    readonly inbox_id: string;
    readonly outcome: InboxOutcome;
}

export type InboxOutcome = Exclude<SignalOutcome, { kind: "pending" }>;

export interface RequestRow {
    readonly id: string;
    readonly instance: string;
    readonly node_id: string;
    /** A value, as the fact has it. */
    readonly request: Json;
    readonly created_at: number;
    readonly expires_at: number | null;
    closed: Omit<ClosedRequest, "instance"> | null;
}

export interface ClosedRequest {
    /** Null: all that are open, since the execution ended. */
    readonly instance: string | null;
    readonly status: "answered" | "timed_out" | "cancelled";
    readonly answered_by: string | null;
    readonly closed_at: number;
}

/** A row for another execution's inbox, put there if that one is still open. */
export interface ToldRow {
    readonly id: string;
    readonly execution_id: string;
    readonly kind: string;
    readonly dedupe_key: string;
    readonly payload: object;
}

export function emptyDraft(
    execution: { readonly id: string; readonly workspace_id: string },
    first_seq: number
): Draft {
    return {
        execution_id: execution.id,
        workspace_id: execution.workspace_id,
        first_seq,
        facts: [],
        texts: [],
        bytes: 0,
        start: null,
        status: null,
        sleep: null,
        forgets: false,
        values: [],
        attempts: [],
        logs: [],
        outcomes: [],
        requests: [],
        closed: [],
        told: [],
        after: [],
        lost: []
    };
}

/** Whether there is anything to write. `after` alone is not: it then waits for nothing. */
export function isBlank(draft: Draft): boolean {
    return (
        draft.texts.length === 0 &&
        draft.attempts.length === 0 &&
        draft.logs.length === 0 &&
        draft.outcomes.length === 0 &&
        draft.values.length === 0 &&
        draft.start === null &&
        draft.sleep === null
    );
}
