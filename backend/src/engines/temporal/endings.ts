import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Ending } from "./end-from-outside.ts";
import { within } from "./patience.ts";
import type { Temporal } from "./patience.ts";

/** What a workflow's history says last: who ended it, and why. */
export interface LastWords {
    readonly by: string | null;
    readonly reason: string | null;
}

const ANSWER_MS = 5_000;
const MOST_CHARACTERS = 500;

/** Temporal forgot it, or never had it. */
export const LOST: Ending = failed("Temporal does not have its workflow any more.");

/** How an execution ended whose workflow closed without a word of ours. */
export function endingOf(status: string, { by, reason }: LastWords): Ending {
    const who = by === null ? "" : ` by ${by}`;
    const why = reason === null || reason === "" ? "." : `: ${reason}`;
    switch (status) {
        case "TERMINATED":
            return cancelled(`TERMINATED_EXTERNALLY: terminated in Temporal${who}${why}`);
        case "CANCELLED":
            return cancelled(`CANCELLED_EXTERNALLY: cancelled in Temporal${who}${why}`);
        case "TIMED_OUT":
            return { kind: "execution:timed_out", error: TIMED_OUT };
        case "FAILED":
            return failed(`Its workflow failed in Temporal${why}`);
        default:
            return failed(`Its workflow is ${status.toLowerCase()} in Temporal, and not here.`);
    }
}

/** Nothing is known where the history cannot be read: the end is told all the same. */
export async function lastWords(
    temporal: Temporal,
    workflowId: string,
    runId: string
): Promise<LastWords> {
    try {
        const { history } = await within(temporal, ANSWER_MS, (client) =>
            client.connection.workflowService.getWorkflowExecutionHistoryReverse({
                namespace: temporal.namespace,
                execution: { workflowId, runId },
                maximumPageSize: 1
            })
        );
        const event = history?.events?.[0];
        const terminated = event?.workflowExecutionTerminatedEventAttributes;
        const failure = event?.workflowExecutionFailedEventAttributes?.failure;
        return {
            by: shown(terminated?.identity),
            reason: shown(terminated?.reason ?? failure?.message)
        };
    } catch {
        return { by: null, reason: null };
    }
}

function shown(text: string | null | undefined): string | null {
    const cut = text?.replace(/\p{Cc}/gu, " ").slice(0, MOST_CHARACTERS) ?? "";
    return cut === "" ? null : cut;
}

function cancelled(reason: string): Ending {
    return { kind: "execution:cancelled", by: "system", reason };
}

function failed(message: string): Ending {
    const error: NodeError = {
        code: "ENGINE_LOST",
        message,
        details: { solution: "Retry it; what it had done by then stands in its log." },
        is_retryable: false
    };
    return { kind: "execution:failed", error };
}

const TIMED_OUT: NodeError = {
    code: "EXECUTION_TIMED_OUT",
    message: "Its time was up, and no worker was there to say so: Temporal ended its workflow.",
    is_retryable: false
};
