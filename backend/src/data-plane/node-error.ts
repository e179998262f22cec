import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import { clip } from "./preview.ts";
import { plainJson } from "./plain-json.ts";

export const MESSAGE_BYTES = 2_000;
const DETAILS_BYTES = 4_096;

/** Whatever an executor throws, however odd, is one bounded error; never a stack. */
export function crashed(thrown: unknown): NodeError {
    return {
        code: "NODE_CRASHED",
        message: `The node stopped unexpectedly: ${clip(wordsOf(thrown), MESSAGE_BYTES)}`,
        details: {
            solution: "Try again. If it happens again, report it with the id of this execution."
        },
        is_retryable: false
    };
}

/** What an executor returned as its error, cut to what a fact may hold. */
export function bounded(
    error: Omit<NodeError, "details"> & { readonly details?: { readonly [key: string]: unknown } }
): NodeError {
    const { code, message, details, is_retryable } = error;
    const plain = details === undefined ? null : plainJson(details);
    const fits = plain?.ok === true && Buffer.byteLength(plain.text) <= DETAILS_BYTES;
    return {
        code: clip(String(code), 64),
        message: clip(String(message), MESSAGE_BYTES),
        ...(fits ? { details: plain.json as NonNullable<NodeError["details"]> } : {}),
        is_retryable: is_retryable === true
    };
}

export function timedOut(ms: number): NodeError {
    return {
        code: "NODE_TIMEOUT",
        message: `The node did not end within ${ms / 1_000} s.`,
        details: {
            timeout_ms: ms,
            solution: "Raise the node's timeout, or make its work smaller."
        },
        is_retryable: true
    };
}

export function cancelled(): NodeError {
    return { code: "CANCELLED", message: "The node was asked to stop.", is_retryable: false };
}

function wordsOf(thrown: unknown): string {
    try {
        if (isOfTheSystem(thrown)) return `the system said ${thrown.code}`;
        if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}`;
        if (thrown === null || thrown === undefined) return `it threw ${String(thrown)}`;
        return typeof thrown === "string" ? thrown : `it threw a value of type ${typeof thrown}`;
    } catch {
        // A getter that throws, a revoked proxy: there is no end to what can be thrown.
        return "it threw something that cannot be described";
    }
}

/** Its words name paths of the server, which are nobody's business. */
function isOfTheSystem(thrown: unknown): thrown is Error & { readonly code: string } {
    return (
        thrown instanceof Error &&
        "path" in thrown &&
        "code" in thrown &&
        typeof thrown.code === "string"
    );
}
