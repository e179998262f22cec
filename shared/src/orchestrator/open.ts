import type { Json, Value } from "./values.ts";

/**
 * Work that is open: the host performs it and reports back under its `id`. A `due` event for the id
 * answers `deadline`. `stopping` means: end it, its result is still taken until the deadline.
 */
export type Open = OpenRun | OpenWait | OpenAsk | OpenChild | OpenClock;

interface OpenBase {
    /** The instance; `?turn` is added for a loop's check, `/collect` for a container's end. */
    readonly id: string;
    readonly node: number;
    readonly deadline?: number;
    readonly stopping?: boolean;
}

export interface OpenRun extends OpenBase {
    readonly kind: "run";
}

/** The execution's own time, under the reserved id `""` and node -1; nothing to perform but the timer. */
export interface OpenClock extends OpenBase {
    readonly kind: "clock";
    readonly deadline: number;
}

export interface OpenWait extends OpenBase {
    readonly kind: "wait";
    readonly event?: string;
}

export interface OpenAsk extends OpenBase {
    readonly kind: "ask";
    readonly request: Json;
    /** A `due` then gives a warning, once; it stays here when that is done. */
    readonly warn_at?: number;
}

export interface OpenChild extends OpenBase {
    readonly kind: "child";
    readonly workflow_id: string;
    readonly version: number;
    readonly input: Value;
    readonly detached: boolean;
}

/** What the host has to do after a batch of facts: net, each id at most once. */
export interface Delta {
    /** New, or changed (`stopping`, another deadline): replaces what stands under that id. */
    readonly opened: readonly Open[];
    readonly ended: readonly string[];
}

export type ExecutionStatus =
    | "pending"
    | "running"
    | "paused"
    | "waiting"
    | "completed"
    | "failed"
    | "cancelled"
    | "timed_out";

export type NodeStatus =
    | "pending"
    | "running"
    | "retrying"
    | "waiting"
    | "completed"
    | "failed"
    | "skipped"
    | "cancelled";
