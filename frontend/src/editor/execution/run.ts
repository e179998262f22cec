import type { Reason } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Json, NodeError } from "@flowmaestro/shared/orchestrator/values.ts";

export type RunStatus =
    | "pending"
    | "held"
    | "running"
    | "stopping"
    | "retrying"
    | "waiting"
    | "completed"
    | "failed"
    | "timed_out"
    | "skipped"
    | "cancelled"
    /** Its scope closed before anything could reach it. */
    | "unreached";

/** What an instance waits for, or waited for before it ended. */
export type WaitsFor = "time" | "event" | "answer" | "child";

/** A question put to a person. */
export interface Question {
    readonly request: Json;
    readonly requestId: string | undefined;
    readonly askedAt: number;
    readonly warnAt: number | undefined;
    readonly isWarned: boolean;
    readonly answeredBy?: string;
    readonly answeredAt?: number;
}

/** What one instance of a node did so far: one object that is replaced when anything of it changes. */
export interface Run {
    readonly instance: string;
    readonly status: RunStatus;
    /** Ready since, but not yet allowed to start. */
    readonly heldAt?: number;
    readonly startedAt?: number;
    readonly endedAt?: number;
    readonly attempts?: number;
    /** The ports that are live: several only for a switch that takes all. */
    readonly took?: readonly string[];
    readonly output?: unknown;
    readonly hasOutput?: boolean;
    readonly isTruncated?: boolean;
    readonly outputUrl?: string;
    readonly because?: unknown;
    readonly error?: NodeError;
    readonly handled?: "fail" | "continue" | "branch";
    /** A loop that failed by itself: by which of its own runs, a check or the collecting of turns. */
    readonly boundary?: string;
    readonly reason?: Reason;
    /** A wait's or a question's end, a retry's next try. */
    readonly until?: number;
    readonly waitsFor?: WaitsFor;
    /** What the deadline does to a wait or a question. */
    readonly onTimeout?: "fail" | "continue" | "default";
    /** The signal a wait listens for. */
    readonly event?: string;
    /** Who sent the signal that ended the wait. */
    readonly signalledBy?: string;
    readonly question?: Question;
    /** The workflow it called. */
    readonly child?: {
        readonly workflowId: string;
        readonly version: number;
        readonly isDetached: boolean;
        readonly executionId: string | undefined;
    };
    /** Taken over from the execution this one re-runs. */
    readonly isReused?: boolean;
    /** What has been streamed so far. */
    readonly text?: string;
    readonly percent?: number;
}

export const PENDING: Run = { instance: "", status: "pending" };

const SETTLED: ReadonlySet<RunStatus> = new Set([
    "completed",
    "failed",
    "timed_out",
    "skipped",
    "cancelled"
]);

export function isSettledStatus(status: RunStatus): boolean {
    return SETTLED.has(status);
}

export function isSettledRun(run: Run): boolean {
    return SETTLED.has(run.status) || run.status === "unreached";
}
