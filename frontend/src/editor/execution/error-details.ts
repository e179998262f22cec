import { ERROR_HELP } from "@flowmaestro/shared/contract/error-help.ts";
import type { Json, NodeError } from "@flowmaestro/shared/orchestrator/values.ts";

export interface ErrorDetails {
    /** How to fix it: what the failure says itself, or what is said of its code. */
    readonly solution: string | undefined;
    /** Why it came to it, where that is more than its code in small letters. */
    readonly reason: string | undefined;
    /** What else it says, for those who ask. Where it happened stands beside it in words. */
    readonly rest: { readonly [key: string]: Json };
}

/**
 * The one place that reads what a failure says of itself. Code of users fails with details of its own:
 * a `reason` that is no text is one of them.
 */
export function detailsOf({ code, details = {} }: NodeError): ErrorDetails {
    const rest = { ...details };
    const taken = (key: string): string | undefined => {
        const value = rest[key];
        if (typeof value !== "string") return undefined;
        delete rest[key];
        return value;
    };
    const solution = taken("solution");
    const reason = taken("reason");
    taken("node_id");
    taken("instance");
    return {
        solution: solution ?? helpOf(code),
        reason: reason === code.toLowerCase() ? undefined : reason,
        rest
    };
}

function helpOf(code: string): string | undefined {
    return Object.entries(ERROR_HELP).find(([known]) => known === code)?.[1].solution;
}
