import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type {
    KnownAttempt,
    KnownExecution,
    KnownSnapshot
} from "../../../data-plane/known-execution.ts";
import type { ValueRow } from "../../../data-plane/values.ts";
import type { AttendanceEvents } from "../store.ts";
import type { SimProcess } from "./world.ts";

/** What the store holds: rows and nothing else. Shared by all processes of a world. */
export class Tables {
    readonly workers = new Map<string, WorkerRow>();
    readonly sessions = new Map<string, Session>();
    readonly executions = new Map<string, ExecutionEntry>();
    readonly inbox = new Map<string, InboxEntry>();
    readonly plans = new Map<string, Plan>();
    /** Writes that should have been refused; keys that are unique would hide them. */
    readonly trespasses: string[] = [];
    /** Somebody who reads the store itself, and knows before the process that wrote. */
    onStored: (execution_id: string, worker: string) => void = () => undefined;

    putInbox(row: Omit<InboxEntry, "order" | "outcome">): InboxEntry {
        const { id, execution_id, dedupe_key } = row;
        const payload: unknown = JSON.parse(JSON.stringify(row.payload));
        const order = this.inbox.size;
        const entry = { id, execution_id, dedupe_key, payload, order, outcome: null };
        this.inbox.set(id, entry);
        return entry;
    }

    inboxOf(execution_id: string, dedupe_key: string): InboxEntry | undefined {
        return [...this.inbox.values()].find(
            (row) => row.execution_id === execution_id && row.dedupe_key === dedupe_key
        );
    }

    hasStarted(execution_id: string, instance: string): boolean {
        const text = `"kind":"node:started","instance":${JSON.stringify(instance)}`;
        const log = this.executions.get(execution_id)?.log ?? [];
        return log.some(({ texts }) => texts.some((fact) => fact.includes(text)));
    }

    logOf(execution_id: string): Fact[] {
        const rows = this.executions.get(execution_id)?.log ?? [];
        return [...rows].sort((a, b) => a.seq - b.seq).flatMap(factsIn);
    }

    /** How many facts are stored. */
    lengthOf(execution_id: string): number {
        const rows = this.executions.get(execution_id)?.log ?? [];
        return rows.reduce((sum, { texts }) => sum + texts.length, 0);
    }
}

export const OPEN: ReadonlySet<string> = new Set(["pending", "running", "paused", "waiting"]);

export interface WorkerRow {
    epoch: number;
    batch: number;
    lease_until: number;
    /** Somebody took over what it had, or it gave that up. */
    is_closed: boolean;
}

export interface Session {
    readonly process: SimProcess;
    readonly events: AttendanceEvents;
}

export interface ExecutionEntry {
    row: KnownExecution;
    last_seq: number;
    /** When it needs a process again, where it sleeps. */
    wake_at: number | null;
    snapshot: (KnownSnapshot & { readonly format: string }) | null;
    readonly log: LogRow[];
    readonly values: Map<string, ValueRow>;
    readonly attempts: Map<string, KnownAttempt>;
}

export interface LogRow {
    readonly seq: number;
    readonly texts: readonly string[];
    /** Read back once. */
    facts?: readonly Fact[];
}

function factsIn(row: LogRow): readonly Fact[] {
    row.facts ??= row.texts.map((text) => JSON.parse(text) as Fact);
    return row.facts;
}

export interface InboxEntry {
    readonly id: string;
    readonly execution_id: string;
    readonly dedupe_key: string;
    readonly payload: unknown;
    readonly order: number;
    outcome: unknown;
}
