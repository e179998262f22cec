import { AppError } from "../../errors.ts";
import type { Host } from "./host.ts";

/**
 * Which starts are taken. What was accepted is ended, so what cannot be ended in time is refused, early
 * and with when to come back: nothing queues without bound, and no workspace takes all the room.
 *
 *   OVERLOADED (503)    all together: starts not stored yet, how long the oldest of them waits,
 *                       executions with something to do, memory
 *   RATE_LIMITED (429)  one workspace: its starts not stored yet, its executions in memory
 */
export interface AdmissionOptions {
    readonly host: Host;
    /** Executions with something to do or to write. */
    readonly backlog: () => number;
    /** Executions of a workspace that are in memory. */
    readonly activeOf: (workspace_id: string) => number;
    /** Starts not stored, and executions with work queued, above which starts are refused. */
    readonly max_backlog?: number;
}

const MAX_BACKLOG = 5_000;
/** Of all the room for starts, what one workspace may take. */
const SHARE = 0.5;
const OLDEST_MS = 2_000;
/** A few slow ones are a slow disk, not a crowd. */
const CROWD = 50;
const ACTIVE_EACH = 20_000;
const MEMORY_SHARE = 0.85;

interface Entry {
    readonly workspace_id: string;
    readonly at: number;
}

export class Admission {
    private readonly options: AdmissionOptions;
    private readonly max: number;
    /** In the order they came. */
    private readonly entries = new Set<Entry>();
    private readonly byWorkspace = new Map<string, number>();

    constructor(options: AdmissionOptions) {
        this.options = options;
        this.max = options.max_backlog ?? MAX_BACKLOG;
    }

    /** Whether there is room for what comes by itself: rows that are due. */
    get hasRoom(): boolean {
        return this.options.backlog() < this.max && !this.isTight();
    }

    /** Throws, or lets one in; it leaves by the function this returns. */
    enter(workspace_id: string): () => void {
        const { host, backlog, activeOf } = this.options;
        if (
            this.entries.size >= this.max ||
            backlog() >= this.max ||
            this.isLate() ||
            this.isTight()
        )
            throw new AppError("OVERLOADED", RETRY_SOON);
        const own = this.byWorkspace.get(workspace_id) ?? 0;
        if (own >= Math.max(this.max * SHARE, 1) || activeOf(workspace_id) >= ACTIVE_EACH)
            throw new AppError("RATE_LIMITED", { ...RETRY_SOON, solution: WAIT_FOR_OWN });
        const entry = { workspace_id, at: host.monotonic() };
        this.entries.add(entry);
        this.byWorkspace.set(workspace_id, own + 1);
        return () => this.leave(entry);
    }

    private leave(entry: Entry): void {
        if (!this.entries.delete(entry)) return;
        const left = (this.byWorkspace.get(entry.workspace_id) ?? 1) - 1;
        if (left > 0) this.byWorkspace.set(entry.workspace_id, left);
        else this.byWorkspace.delete(entry.workspace_id);
    }

    private isLate(): boolean {
        if (this.entries.size < CROWD) return false;
        const [oldest] = this.entries;
        return oldest !== undefined && this.options.host.monotonic() - oldest.at > OLDEST_MS;
    }

    private isTight(): boolean {
        return this.options.host.memoryShare() > MEMORY_SHARE;
    }
}

export const RETRY_SOON = { headers: { "retry-after": "1" } } as const;

const WAIT_FOR_OWN =
    "Wait until some of this workspace's executions have ended; other workspaces have their own room.";
