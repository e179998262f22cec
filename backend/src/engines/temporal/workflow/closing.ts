import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import { ApplicationFailureCategory } from "@temporalio/common";
import { ApplicationFailure, CancelledFailure } from "@temporalio/workflow";
import type { OrchestratorResult } from "./protocol.ts";

/** How the workflow ends, for whoever looks at it in Temporal. Our own row says it already. */
export function close(
    ended: NonNullable<State["ended"]>,
    last: Fact | null,
    plan: Plan
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
            throw failure(last, "EXECUTION_TIMED_OUT", plan);
        case "failed":
            throw failure(last, "FAILED", plan);
    }
}

function reasonOf(last: Fact | null): string {
    const reason = last?.kind === "execution:cancelled" ? last.reason : undefined;
    return reason ?? "The execution was cancelled.";
}

function failure(last: Fact | null, type: string, plan: Plan): ApplicationFailure {
    const error = last !== null && "error" in last ? last.error : undefined;
    const instance = last?.kind === "execution:failed" ? last.instance : undefined;
    const message = error?.message ?? "The execution failed.";
    const told = ApplicationFailure.create({
        message: instance === undefined ? message : `${labelOf(plan, instance)}: ${message}`,
        type: type === "FAILED" ? (error?.code ?? type) : type,
        nonRetryable: true,
        details: instance === undefined ? [] : [{ instance }],
        // A node of somebody's failed: nothing of ours did.
        category: ApplicationFailureCategory.BENIGN
    });
    // Where in our code it was said helps nobody who reads it.
    told.stack = "";
    return told;
}

function labelOf(plan: Plan, instance: string): string {
    const id = instance.slice(instance.lastIndexOf("/") + 1);
    const label = plan.nodes.find((node) => node.id === id)?.label ?? instance;
    return instance === id ? label : `${label} (${instance})`;
}
