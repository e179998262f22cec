import type { Json, JsonObject, NodeError, Usage, Value } from "./values.ts";
import type { VariableWrite } from "./events.ts";

/**
 * What is true of an execution, in order. Facts are the log, the public stream and the history in
 * one: the place in the log is the fact's `seq` (from 1), and each is one frame on the wire under the
 * name it has here. A released fact type never changes its meaning; a new meaning is a new type.
 */
export type Fact =
    | ExecutionStarted
    | ExecutionPaused
    | ExecutionResumed
    | ExecutionWaiting
    | ExecutionCancelling
    | ExecutionTimingOut
    | ExecutionCompleted
    | ExecutionFailed
    | ExecutionCancelled
    | ExecutionTimedOut
    | NodeStarted
    | NodeHeld
    | NodeWaiting
    | NodeStopping
    | NodeCompleted
    | NodeFailed
    | NodeSkipped
    | NodeCancelled
    | UserInputRequired
    | UserInputWarning
    | UserInputResponse
    | SignalReceived
    | ChildOpened
    | ScopeOpened
    | ScopeChecking
    | ScopeChecked
    | ScopeCollecting
    | ScopeFailing
    | ScopeStopping
    | TurnStarted
    | TurnCompleted
    | TurnCancelled
    | CleanupStarted;

interface At {
    /** Database time, milliseconds; never goes back within an execution. */
    readonly at: number;
}

export interface ExecutionStarted extends At {
    readonly kind: "execution:started";
    readonly trigger: string;
    readonly inputs: Value;
}

/** Nothing is started until it is resumed; what runs finishes, timers and answers are recorded. */
export interface ExecutionPaused extends At {
    readonly kind: "execution:paused";
    readonly by: string;
}

export interface ExecutionResumed extends At {
    readonly kind: "execution:resumed";
    readonly by: string;
}

/** News, not a decision: nothing runs or is ready, and something is waited for. */
export interface ExecutionWaiting extends At {
    readonly kind: "execution:waiting";
}

/** A cancel was accepted: nothing starts after this, what is open has until `grace_until` to end. */
export interface ExecutionCancelling extends At {
    readonly kind: "execution:cancelling";
    readonly by: string;
    readonly reason?: string;
    readonly grace_until: number;
}

/** The execution's own time is up: as a cancel, nothing starts, what is open has grace. */
export interface ExecutionTimingOut extends At {
    readonly kind: "execution:timing_out";
    readonly error: NodeError;
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
    /** The open run it ended: a call of another workflow that a pause put off runs once more. */
    readonly run?: string;
}

/** The run ended in a wait: for a time, for a signal, or for whichever comes first. */
export interface NodeWaiting extends Turned {
    readonly kind: "node:waiting";
    readonly event?: string;
}

/** An open run is asked to end; its result is still taken until the grace is over. */
export interface NodeStopping extends At {
    readonly kind: "node:stopping";
    readonly instance: string;
    readonly reason: Reason;
    readonly grace_until: number;
}

/** The run ended in a question put to a human. */
export interface UserInputRequired extends Turned {
    readonly kind: "user:input:required";
    readonly request: Json;
    readonly warn_at?: number;
}

/** The deadline of an open question is near. */
export interface UserInputWarning extends At {
    readonly kind: "user:input:warning";
    readonly instance: string;
}

/** This answer won; the node's own end follows. */
export interface UserInputResponse extends At {
    readonly kind: "user:input:response";
    readonly instance: string;
    readonly by: string;
}

/** A signal reached an open wait; the node's own end follows. */
export interface SignalReceived extends At {
    readonly kind: "signal:received";
    readonly instance: string;
    readonly by: string;
}

/** What a run turned into: how the node's time is told when it ends, and what its deadline means. */
interface Turned extends At {
    readonly instance: string;
    readonly attempts: number;
    readonly started_at: number;
    readonly usage?: Usage;
    readonly until?: number;
    readonly on_timeout: "fail" | "continue" | "default";
    readonly timeout_output?: Value;
    readonly timeout_port?: string;
}

/** The run ended in a call of another workflow; a detached one ends as soon as it is started. */
export interface ChildOpened extends At {
    readonly kind: "child:opened";
    readonly instance: string;
    readonly attempts: number;
    readonly started_at: number;
    readonly usage?: Usage;
    readonly workflow_id: string;
    readonly version: number;
    readonly input: Value;
    readonly detached: boolean;
}

interface Settled extends At {
    readonly instance: string;
    readonly attempts: number;
    readonly started_at: number;
    readonly ended_at: number;
    readonly usage?: Usage;
    /** The open work it ended, where that is a boundary run (`x?3`, `x/collect`). */
    readonly run?: string;
}

export interface NodeCompleted extends Settled {
    readonly kind: "node:completed";
    readonly port: string;
    /** Where several ports are live: all of them, `port` first. */
    readonly ports?: readonly string[];
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
    /** The open work it ended, where that is a boundary run. */
    readonly run?: string;
}

/** A container's run ended in a loop over its scope. */
export interface ScopeOpened extends At {
    readonly kind: "scope:opened";
    readonly instance: string;
    readonly attempts: number;
    readonly started_at: number;
    readonly usage?: Usage;
    /** For-each and times: how many. While and until: absent. */
    readonly turns?: number;
    /** What for-each goes over, as it was when the loop began. */
    readonly items?: Value;
    /** While and until: whether turn 0 starts, where the run decided that already. */
    readonly again?: boolean;
    readonly concurrency: number;
    readonly on_item_error: "stop" | "collect";
}

/** A while or until asks whether turn `index` starts: the boundary run `<instance>?<index>` is open. */
export interface ScopeChecking extends At {
    readonly kind: "scope:checking";
    readonly instance: string;
    readonly index: number;
}

export interface ScopeChecked extends At {
    readonly kind: "scope:checked";
    readonly instance: string;
    readonly index: number;
    readonly again: boolean;
    readonly usage?: Usage;
}

/** All turns are over: the boundary run `<instance>/collect` builds the container's output. */
export interface ScopeCollecting extends At {
    readonly kind: "scope:collecting";
    readonly instance: string;
    readonly turns: number;
}

export interface TurnStarted extends At {
    readonly kind: "turn:started";
    readonly container: string;
    readonly index: number;
}

/** The turn is over and its scope is dropped from the state; `error` is what failed it. */
export interface TurnCompleted extends At {
    readonly kind: "turn:completed";
    readonly container: string;
    readonly index: number;
    readonly error?: NodeError;
    /** The instance inside whose failure nobody handled. */
    readonly instance?: string;
}

/** The turn was live when something around it closed. */
export interface TurnCancelled extends At {
    readonly kind: "turn:cancelled";
    readonly container: string;
    readonly index: number;
    readonly reason: Reason;
}

/** The cleanup lane runs, once, after a failure, a cancel or a timeout; it changes no status. */
export interface CleanupStarted extends At {
    readonly kind: "cleanup:started";
    readonly until: number;
}

/** A live turn closes because something around it does; nothing starts in it. */
export interface ScopeStopping extends At {
    readonly kind: "scope:stopping";
    /** The container's instance with its turn. */
    readonly scope: string;
    readonly reason: Reason;
    readonly grace_until: number;
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
        | "lost" // a join that cancels its losers went ahead without it: details { winner }
        | "scope_failed" // details { instance }
        | "cancelled" // details { by }
        | "timed_out";
    readonly details?: JsonObject;
}
