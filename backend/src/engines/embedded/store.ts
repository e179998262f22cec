import type { Draft } from "../hosting/draft.ts";
import type { ExecutionStore } from "../hosting/execution-store.ts";
import type { InboxPut, InboxReceipt } from "../hosting/inbox-rows.ts";

/**
 * Everything the engine keeps and shares, as one port: Postgres in the product, memory in the
 * simulator. Whatever the engine promises must hold for any store that keeps these rules:
 *
 *   - a batch is all there or not at all, and only where the worker's row was found as it should be
 *   - raising a worker's epoch waits for its batch in flight; afterwards it commits nothing more
 *   - a row of the inbox is unique by its dedupe key, and settled once
 *   - times are the store's own
 *
 * Anything may be slow, may fail, and may have happened although it failed.
 */
export interface EngineStore {
    readonly journal: JournalStore;
    readonly workers: WorkerStore;
    readonly sleepers: SleeperStore;
    readonly inbox: InboxStore;
    readonly executions: ExecutionStore;
}

/** A worker as it was registered: the epoch must still be that one for its batches to count. */
export interface Identity {
    readonly id: string;
    readonly epoch: number;
}

export interface Batch {
    readonly worker: Identity;
    /** This batch's number: the worker's row says the one before. */
    readonly number: number;
    readonly lease_ms: number;
    readonly drafts: readonly Draft[];
}

/**
 *   held     the fence held: everything is on disk. `at` is the store's time
 *   lost     the worker's row was not found as it should be: nothing was written
 *   refused  the store cannot hold some of it, and wrote nothing
 *   unknown  nobody can say whether it was written: the receipt tells
 */
export type CommitAnswer =
    | { readonly kind: "held"; readonly at: number }
    | { readonly kind: "lost" }
    | { readonly kind: "refused"; readonly error: Error }
    | { readonly kind: "unknown"; readonly error: unknown };

export interface JournalStore {
    /** One statement; the engine never has two under way. */
    commit(batch: Batch): Promise<CommitAnswer>;
    /** The number of the worker's last batch, null when the row is no longer as it was. */
    receipt(worker: Identity): Promise<number | null>;
    /** Lets go of a batch that cannot land. */
    release(): void;
}

/** What one process tells another; it may get lost. */
export interface Notice {
    /** `orphans`: something was handed back, of no execution in particular. */
    readonly what: "inbox" | "orphans";
    readonly execution_id: string;
    /** Who need not be told. */
    readonly from?: string;
}

export interface Attendance {
    leave(): void;
}

export interface AttendanceEvents {
    readonly onNotice: (notice: Notice) => void;
    /** The session broke: others may think that this worker is dead until it attends again. */
    readonly onLost: (error: Error) => void;
}

export interface WorkerStore {
    /** A new row of epoch 1 and batch 0; answers the store's time. */
    register(id: string, lease_ms: number): Promise<number>;
    /** A session that says "alive" to others for as long as it stands, and hears notices. */
    attend(id: string, events: AttendanceEvents): Promise<Attendance>;
    /** The others whose lease ran out (`late`) or who attend no more (`free`). */
    suspects(me: string): Promise<Suspect[]>;
    /**
     * Raises the dead one's epoch, then moves what it had open; how many that were. Nothing happens
     * where `to` lost its own epoch meanwhile: what moved to it would be nobody's for ever.
     */
    inherit(from: string, to: Identity): Promise<number>;
    /** What was handed back, to a worker that still has its epoch; how many that were. */
    adopt(to: Identity): Promise<number>;
    /** Ends one's own row, gives up all it owns, and tells the others. */
    handBack(id: string): Promise<void>;
    notify(workers: readonly string[], notice: Notice): Promise<void>;
    /** To whoever owns the execution, unless that is `notice.from`. */
    notifyOwner(notice: Notice): Promise<void>;
}

/**
 * Executions that wait and are in nobody's memory. A draft's `sleep` lays one down: its row has no
 * owner then, and `wake_at`. Claiming takes that back, for a worker that still has its epoch.
 */
export interface SleeperStore {
    /** The earliest that are due within `ahead_ms`. */
    claimDue(worker: Identity, ahead_ms: number, limit: number): Promise<Claim>;
    /** Those of them that sleep. */
    claim(worker: Identity, ids: readonly string[]): Promise<void>;
}

export interface Claim {
    readonly ids: readonly string[];
    /** When the first one is due that was too far off to be claimed; null: none. */
    readonly next_at: number | null;
}

export interface Suspect {
    readonly id: string;
    readonly late: boolean;
    readonly free: boolean;
}

export interface InboxRow {
    readonly id: string;
    readonly execution_id: string;
    readonly payload: unknown;
    /** Of the execution. */
    readonly status: string;
}

export interface InboxStore {
    /** A row if the execution is open, and what the same key led to before; null: no such execution. */
    put(row: InboxPut): Promise<InboxReceipt | null>;
    /** Without outcome yet, oldest first, of what `owner` or nobody owns; of one execution or all. */
    unsettled(owner: string, execution_id: string | null): Promise<InboxRow[]>;
    /** Null while there is none. */
    outcome(id: string): Promise<unknown>;
    /** Outside a batch: facts are not needed for "it had ended already". */
    settle(id: string, outcome: unknown): Promise<void>;
}
