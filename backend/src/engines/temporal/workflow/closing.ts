import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import { ApplicationFailureCategory } from "@temporalio/common";
import { ApplicationFailure, CancelledFailure } from "@temporalio/workflow";
import { labelOf, nameOf } from "./names.ts";
import type { OrchestratorResult } from "./protocol.ts";

interface End {
    readonly last: Fact | null;
    readonly plan: Plan;
    /** Of what failed it; "" where that is no node. */
    readonly place: string;
}

/** How the workflow ends, for whoever looks at it in Temporal. Our own row says it already. */
export function close(ended: NonNullable<State["ended"]>, end: End): OrchestratorResult {
    const { last } = end;
    switch (ended) {
        case "completed":
            return {
                status: "completed",
                outputs: last?.kind === "execution:completed" ? last.outputs : {}
            };
        case "cancelled":
            throw new CancelledFailure(reasonOf(last));
        case "timed_out":
            throw failure(end, "EXECUTION_TIMED_OUT");
        case "failed":
            throw failure(end, "FAILED");
    }
}

function reasonOf(last: Fact | null): string {
    const reason = last?.kind === "execution:cancelled" ? last.reason : undefined;
    return reason ?? "The execution was cancelled.";
}

function failure({ last, plan, place }: End, type: string): ApplicationFailure {
    const error = last !== null && "error" in last ? last.error : undefined;
    const message = error?.message ?? "The execution failed.";
    const told = ApplicationFailure.create({
        message: place === "" ? message : `${saidBy(plan, place)}: ${message}`,
        type: type === "FAILED" ? (error?.code ?? type) : type,
        nonRetryable: true,
        details: place === "" ? [] : [{ instance: place }],
        // A node of somebody's failed: nothing of ours did.
        category: ApplicationFailureCategory.BENIGN
    });
    // Where in our code it was said helps nobody who reads it.
    told.stack = "";
    return told;
}

/** Inside a loop the label alone would not say in which turn. */
function saidBy(plan: Plan, place: string): string {
    return /[/[]/.test(place) ? nameOf(plan, place) : labelOf(plan, place);
}
