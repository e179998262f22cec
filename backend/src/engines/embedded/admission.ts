import { AppError } from "../../errors.ts";
import type { Host } from "./host.ts";

/**
 * Which starts are taken. What was accepted is ended, so what cannot be ended in time is refused, early
 * and with when to come back: nothing queues without bound, and no workspace takes all the room.
 *
 *   OVERLOADED (503)    all together: starts not stored yet, executions with something to do, how long
 *                       the journal has been writing, memory
 *   RATE_LIMITED (429)  one workspace: its starts not stored yet, how long the oldest of them waits (its
 *                       turn comes as often as anybody's), its executions in memory
 */
export interface AdmissionOptions {
    readonly host: Host;
    /** Executions with something to do or to write. */
    readonly backlog: () => number;
    /** Milliseconds that the batch in flight has been there. */
    readonly lag: () => number;
    /** Executions of a workspace that are in memory. */
    readonly activeOf: (workspace_id: string) => number;
    /** Starts not stored, and executions with work queued, above which starts are refused. */
    readonly max_backlog?: number;
}

const MAX_BACKLOG = 5_000;
/** Of all the room for starts, what one workspace may take. */
const SHARE = 0.5;
const LATE_MS = 2_000;
/** A few slow ones are a slow disk, not a crowd. */
const CROWD = 50;
const ACTIVE_EACH = 20_000;
const MEMORY_SHARE = 0.85;

export class Admission {
    private readonly options: AdmissionOptions;
    private readonly max: number;
    private count = 0;
    /** By workspace: when each came in, in that order. */
    private readonly entries = new Map<string, Set<{ readonly at: number }>>();

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
        if (this.count >= this.max || !this.hasRoom || this.isStuck())
            throw new AppError("OVERLOADED", RETRY_SOON);
        const own = this.entries.get(workspace_id) ?? new Set();
        if (own.size >= Math.max(this.max * SHARE, 1) || this.isCrowded(workspace_id, own))
            throw new AppError("RATE_LIMITED", { ...RETRY_SOON, solution: WAIT_FOR_OWN });
        const entry = { at: this.options.host.monotonic() };
        this.entries.set(workspace_id, own.add(entry));
        this.count += 1;
        return () => {
            if (!own.delete(entry)) return;
            this.count -= 1;
            if (own.size === 0) this.entries.delete(workspace_id);
        };
    }

    private isStuck(): boolean {
        return this.count >= CROWD && this.options.lag() > LATE_MS;
    }

    private isCrowded(workspace_id: string, own: ReadonlySet<{ readonly at: number }>): boolean {
        const { host, activeOf } = this.options;
        if (activeOf(workspace_id) >= ACTIVE_EACH) return true;
        if (own.size < CROWD) return false;
        const [oldest] = own;
        return oldest !== undefined && host.monotonic() - oldest.at > LATE_MS;
    }

    private isTight(): boolean {
        return this.options.host.memoryShare() > MEMORY_SHARE;
    }
}

export const RETRY_SOON = { headers: { "retry-after": "1" } } as const;

const WAIT_FOR_OWN =
    "Wait until some of this workspace's executions have ended; other workspaces have their own room.";
