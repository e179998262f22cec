import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";

/** Which version a call of another workflow runs, or why it cannot be called. */
export type Callable = (call: Call) => Promise<Called>;

export interface Call {
    readonly workspace_id: string;
    readonly workflow_id: string;
    /** Absent: the newest that was published by then. */
    readonly version?: number;
    /** Milliseconds: the start of the execution that calls. */
    readonly published_before: number;
}

export type Called =
    | { readonly ok: true; readonly version: number }
    | { readonly ok: false; readonly error: NodeError };

/** Where nothing else is at hand: a node fails rather than calls what nobody looked at. */
export const nothingCallable: Callable = () =>
    Promise.resolve({
        ok: false,
        error: {
            code: "NOT_FOUND",
            message: "There are no other workflows here to call.",
            is_retryable: false
        }
    });
