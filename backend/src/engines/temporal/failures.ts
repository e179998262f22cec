import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import {
    ApplicationFailure,
    ApplicationFailureCategory,
    CancelledFailure
} from "@temporalio/common";
import type { ApplicationFailureOptions } from "@temporalio/common";
import { INTERRUPTED } from "./workflow/protocol.ts";
import type { Answer } from "./workflow/protocol.ts";

/** It is not tried again; what the core is told is in the details. */
export function failure(settled: Answer, error: NodeError): ApplicationFailure {
    return told(error, { nonRetryable: true, details: [settled] });
}

/** Begun anew at once, by another worker. */
export function interrupted(): ApplicationFailure {
    return told(CUT_OFF, { nonRetryable: false, nextRetryDelay: 1 });
}

/** In Temporal's words. A node of somebody's failed: no warning of ours, and no stack of our code. */
export function told(error: NodeError, options: ApplicationFailureOptions): ApplicationFailure {
    const category = ApplicationFailureCategory.BENIGN;
    const { message, code: type } = error;
    const failure = ApplicationFailure.create({ message, type, category, ...options });
    failure.stack = "";
    return failure;
}

export function ended(id: string): ApplicationFailure {
    return ApplicationFailure.nonRetryable(`${id} has ended already.`, "ENDED_ALREADY");
}

/** In the SDK's words: its worker stops, or an operator paused or reset it in Temporal. */
const TO_BE_TRIED_AGAIN: ReadonlySet<string> = new Set(["WORKER_SHUTDOWN", "PAUSED", "RESET"]);

/** Of a stop of ours, or of a cancel, Temporal says otherwise. */
export function isInterrupted({ signal }: { readonly signal: AbortSignal }): boolean {
    const reason: unknown = signal.reason;
    return reason instanceof CancelledFailure && TO_BE_TRIED_AGAIN.has(reason.message);
}

/** Null, once the worker of that run stops. */
export function interruption(signal: AbortSignal): Promise<null> {
    return new Promise((resolve) => {
        signal.addEventListener("abort", () => {
            if (isInterrupted({ signal })) resolve(null);
        });
    });
}

export const STOPPED = new DOMException("The run was asked to stop.", "AbortError");

export const LOST: NodeError = {
    code: "LOST",
    message: "The process that ran it ended.",
    is_retryable: true
};

const CUT_OFF: NodeError = {
    code: INTERRUPTED,
    message: "Its worker was asked to stop, or an operator paused or reset it; it begins anew.",
    is_retryable: true
};

export const POISONED: NodeError = {
    code: "POISON",
    message: "The process that ran this node ended five times in a row while it did.",
    details: { solution: "Make the node's work smaller, or look at the server's log for why." },
    is_retryable: false
};
