import type {
    Json,
    JsonObject,
    NodeError,
    Usage
} from "@flowmaestro/shared/orchestrator/values.ts";

/** What an executor may use. There is nothing else: no storage, no environment, no global fetch. */
export interface NodeContext {
    readonly execution: {
        readonly id: string;
        readonly workflow_id: string;
        readonly workflow_name: string;
        readonly version: number | null;
        readonly trigger: string;
        /** ISO time. */
        readonly started_at: string;
    };
    readonly node_id: string;
    readonly instance: string;
    /** From 1. Attempts lost to a crash do not count. */
    readonly attempt: number;
    /** `fm:<execution_id>:<instance>`, the same over all attempts. */
    readonly effect_key: string;
    /** The execution's inputs. */
    readonly inputs: { readonly [key: string]: Json };
    /**
     * Null for the node's own run. A container runs again at each boundary of its scope: before (while)
     * or after (until) a turn, and once at the end to build its output.
     */
    readonly boundary: Boundary | null;
    /** Database time in milliseconds: absolute deadlines are made from it. */
    readonly now: () => number;
    /**
     * What the edges bring that were live when the node started, in the order of the document. Only
     * for types that say `takes_incoming`, else empty.
     */
    readonly incoming: readonly Incoming[];
    /** An execution variable as the log has it, undefined where nobody set it. */
    readonly variable: (name: string) => Json | undefined | Promise<Json | undefined>;
    /** The only way out: the platform's `fetch` behind the egress guard. */
    readonly fetch: typeof globalThis.fetch;
    /** Aborts on cancel, timeout and shutdown. */
    readonly signal: AbortSignal;
    readonly sleep: (ms: number) => Promise<void>;
    readonly log: (
        level: "info" | "warn" | "error",
        message: string,
        metadata?: { readonly [key: string]: Json }
    ) => void;
    readonly progress: (percent: number, message?: string) => void;
    readonly stream: (chunk: string) => void;
    readonly usage: (usage: Usage) => void;
}

export interface Incoming {
    /** The node whose output it is: where a disabled one was joined, the one before it. */
    readonly source: string;
    readonly port: string;
    /** Null where the source is live through `error` or `continue`. */
    readonly output: Json;
}

export type Boundary =
    /** Whether turn `index` starts; `last` is the result of the turn before, null at first. */
    | { readonly kind: "check"; readonly index: number }
    | { readonly kind: "collect"; readonly turns: number };

/** What a run answers. Data here is plain JSON; the runner turns it into values. */
export type NodeResult = Done | Failed | Waiting | Asking | Calling | Looping | Collected;

export interface Done {
    readonly kind: "done";
    readonly port: string;
    /** Where several ports are live: all of them, `port` first. */
    readonly ports?: readonly string[];
    readonly output: Json;
    /** The values that decided the port, for "why?". */
    readonly because?: Json;
    /** Variables written, in order. */
    readonly vars?: readonly { readonly name: string; readonly value: Json }[];
}

export interface Failed {
    readonly kind: "failed";
    readonly error: NodeError;
}

/** What happens at the deadline. `continue` and `default` end the node with `timeout_output`. */
interface OnTimeout {
    readonly on_timeout: "fail" | "continue" | "default";
    readonly timeout_output?: Json;
    /** Left by where an edge leaves from it, else `out`. */
    readonly timeout_port?: string;
}

/** Sleeps until a time (milliseconds), a signal of that name, or whichever comes first. */
export interface Waiting extends OnTimeout {
    readonly kind: "wait";
    readonly until?: number;
    readonly event?: string;
}

/** Puts a question to a human; the definition's `answer` reads what comes back. */
export interface Asking extends OnTimeout {
    readonly kind: "ask";
    readonly request: JsonObject;
    readonly until?: number;
    readonly warn_at?: number;
}

/** Runs another workflow. Without a version: the newest when this execution started. */
export interface Calling {
    readonly kind: "child";
    readonly workflow_id: string;
    readonly version?: number;
    readonly input: JsonObject;
    readonly detached: boolean;
}

/**
 * Opens a container's scope, or answers a check (`again`). For-each and times say how many `turns`;
 * while and until say nothing and are asked. `items` is what for-each goes over: kept as it is now,
 * whatever its sources become.
 */
export interface Looping {
    readonly kind: "loop";
    readonly turns?: number;
    readonly items?: readonly Json[];
    readonly again?: boolean;
    readonly concurrency: number;
    readonly on_item_error: "stop" | "collect";
}

/** Answers a `collect`: the container's output is the list of its turns' results. */
export interface Collected {
    readonly kind: "collected";
}

export function done(output: Json, port = "out", because?: Json): Done {
    return because === undefined
        ? { kind: "done", port, output }
        : { kind: "done", port, output, because };
}

export function failed(error: {
    readonly code: string;
    readonly message: string;
    readonly details?: { readonly [key: string]: Json };
    readonly is_retryable?: boolean;
}): Failed {
    return { kind: "failed", error: { ...error, is_retryable: error.is_retryable ?? false } };
}
