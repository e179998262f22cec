import type { Json, JsonObject, NodeError, Usage, Value } from "./values.ts";
import type { VariableWrite } from "./events.ts";

/**
 * What is true of an execution, in order. Facts are the log, the public stream and the history in
 * one: the place in the log is the fact's `seq` (from 1), and each is one frame on the wire under the
 * name it has here. A released fact type never changes its meaning; a new meaning is a new type.
 */
export type Fact =
    | ExecutionStarted
    | ExecutionCancelling
    | ExecutionCompleted
    | ExecutionFailed
    | ExecutionCancelled
    | ExecutionTimedOut
    | NodeStarted
    | NodeHeld
    | NodeCompleted
    | NodeFailed
    | NodeSkipped
    | NodeCancelled
    | ScopeFailing;

interface At {
    /** Database time, milliseconds; never goes back within an execution. */
    readonly at: number;
}

export interface ExecutionStarted extends At {
    readonly kind: "execution:started";
    readonly trigger: string;
    readonly inputs: Value;
}

/** A cancel was accepted: nothing starts after this, what is open has until `grace_until` to end. */
export interface ExecutionCancelling extends At {
    readonly kind: "execution:cancelling";
    readonly by: string;
    readonly reason?: string;
    readonly grace_until: number;
}

export interface ExecutionCompleted extends At {
    readonly kind: "execution:completed";
    readonly outputs: { readonly [name: string]: Value };
}

export interface ExecutionFailed extends At {
    readonly kind: "execution:failed";
    readonly error: NodeError;
    /** The instance whose failure nobody handled. */
    readonly instance?: string;
}

export interface ExecutionCancelled extends At {
    readonly kind: "execution:cancelled";
    readonly by: string;
    readonly reason?: string;
}

export interface ExecutionTimedOut extends At {
    readonly kind: "execution:timed_out";
    readonly error: NodeError;
}

/** A run is open: the host performs it. */
export interface NodeStarted extends At {
    readonly kind: "node:started";
    readonly instance: string;
}

/** Ready, but may not start yet. */
export interface NodeHeld extends At {
    readonly kind: "node:held";
    readonly instance: string;
    readonly reason: Reason;
}

interface Settled extends At {
    readonly instance: string;
    readonly attempts: number;
    readonly started_at: number;
    readonly ended_at: number;
    readonly usage?: Usage;
}

export interface NodeCompleted extends Settled {
    readonly kind: "node:completed";
    readonly port: string;
    readonly output: Value;
    readonly because?: Json;
    readonly vars?: readonly VariableWrite[];
    readonly reused?: boolean;
}

export interface NodeFailed extends Settled {
    readonly kind: "node:failed";
    readonly error: NodeError;
    /** What the node's policy made of it: `fail` fails the scope. */
    readonly handled: "fail" | "continue" | "branch";
}

export interface NodeSkipped extends At {
    readonly kind: "node:skipped";
    readonly instance: string;
    readonly reason: Reason;
}

/** Was open when its scope closed. */
export interface NodeCancelled extends At {
    readonly kind: "node:cancelled";
    readonly instance: string;
    readonly reason: Reason;
}

/** A failure that nobody handled closes its scope: nothing starts in it, what is open has grace. */
export interface ScopeFailing extends At {
    readonly kind: "scope:failing";
    /** The container's instance with its turn, `""` at the top. */
    readonly scope: string;
    readonly instance: string;
    readonly error: NodeError;
    readonly grace_until: number;
}

/**
 * Why something is skipped, held or stopped, with the values that decided it. `code` is closed and
 * words are made from it by the reader; `details` carries ids, ports and numbers.
 */
export interface Reason {
    readonly code:
        | "not_taken" // every edge into it is dead: details.edges [{ source, port, took }]
        | "join_short" // fewer live edges left than its join needs: details { needed, live }
        | "disabled"
        | "cap" // the execution's concurrency: details { limit }
        | "lock" // another instance holds one of its locks: details { lock, holder }
        | "paused"
        | "scope_failed" // details { instance }
        | "cancelled" // details { by }
        | "timed_out";
    readonly details?: JsonObject;
}
