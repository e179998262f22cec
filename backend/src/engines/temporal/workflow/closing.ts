import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import { ApplicationFailure, CancelledFailure } from "@temporalio/workflow";
import type { OrchestratorResult } from "./protocol.ts";

/** How the workflow ends, for whoever looks at it in Temporal. Our own row says it already. */
export function close(
    ended: NonNullable<State["ended"]>,
    last: Fact | null,
    state: State
): OrchestratorResult {
    switch (ended) {
        case "completed":
            return {
                status: "completed",
                outputs: last?.kind === "execution:completed" ? last.outputs : {}
            };
        case "cancelled":
            throw new CancelledFailure(reasonOf(last));
        case "timed_out":
            throw failure(last, "EXECUTION_TIMED_OUT", state);
        case "failed":
            throw failure(last, "FAILED", state);
    }
}

function reasonOf(last: Fact | null): string {
    const reason = last?.kind === "execution:cancelled" ? last.reason : undefined;
    return reason ?? "The execution was cancelled.";
}

function failure(last: Fact | null, type: string, { seq }: State): ApplicationFailure {
    const error = last !== null && "error" in last ? last.error : undefined;
    const instance = last?.kind === "execution:failed" ? last.instance : undefined;
    const at = instance === undefined ? "" : ` (at ${instance})`;
    return ApplicationFailure.create({
        message: `${error?.message ?? "The execution failed."}${at}`,
        type: type === "FAILED" ? (error?.code ?? type) : type,
        nonRetryable: true,
        details: [{ ...(instance === undefined ? {} : { instance }), seq }]
    });
}
