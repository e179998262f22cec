import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Failed } from "./context.ts";

/** Why a request did not get an answer. */
export type EgressCode =
    /** The guard does not let it out. Never retryable. */
    | "EGRESS_DENIED"
    | "INVALID_URL"
    | "INVALID_URL_SCHEME"
    | "INVALID_REQUEST"
    | "TOO_MANY_REDIRECTS"
    | "RESPONSE_TOO_LARGE"
    | "INVALID_RESPONSE"
    | "TLS_ERROR"
    | "TIMEOUT"
    | "NETWORK_ERROR";

/**
 * What `NodeContext.fetch` rejects with, and what a body ends with that breaks off. SDKs wrap what
 * their transport throws, so it is looked for in the chain of causes.
 */
export class EgressError extends Error {
    readonly code: EgressCode;
    readonly details: { readonly [key: string]: string | number };
    readonly is_retryable: boolean;

    constructor(problem: {
        readonly code: EgressCode;
        readonly message: string;
        readonly solution: string;
        readonly details?: { readonly [key: string]: string | number };
        readonly is_retryable?: boolean;
        readonly cause?: unknown;
    }) {
        super(problem.message, problem.cause === undefined ? {} : { cause: problem.cause });
        this.name = "EgressError";
        this.code = problem.code;
        this.details = { ...problem.details, solution: problem.solution };
        this.is_retryable = problem.is_retryable ?? false;
    }
}

const MAX_CAUSES = 8;

/** The guard's own words behind whatever was thrown, if it was the guard. */
export function egressErrorIn(thrown: unknown): EgressError | undefined {
    let at = thrown;
    for (let depth = 0; depth < MAX_CAUSES && at instanceof Error; depth += 1) {
        if (at instanceof EgressError) return at;
        at = at.cause;
    }
    return undefined;
}

export function egressFailure({ code, message, details, is_retryable }: EgressError): Failed {
    const error: NodeError = { code, message, details: { ...details }, is_retryable };
    return { kind: "failed", error };
}
