import type { Json, NodeError, Usage } from "@flowmaestro/shared/orchestrator/values.ts";

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

/** What a run answers. Data here is plain JSON; the runner turns it into values. */
export type NodeResult =
    | {
          readonly kind: "done";
          readonly port: string;
          readonly output: Json;
          readonly because?: Json;
      }
    | { readonly kind: "failed"; readonly error: NodeError };

export function done(output: Json, port = "out", because?: Json): NodeResult {
    return because === undefined
        ? { kind: "done", port, output }
        : { kind: "done", port, output, because };
}

export function failed(error: {
    readonly code: string;
    readonly message: string;
    readonly details?: { readonly [key: string]: Json };
    readonly is_retryable?: boolean;
}): NodeResult {
    return { kind: "failed", error: { ...error, is_retryable: error.is_retryable ?? false } };
}
