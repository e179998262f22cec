import { ApplicationFailure, CancellationScope, workflowInfo } from "@temporalio/workflow";
import { Orchestration } from "./orchestration.ts";
import type { OrchestratorInput, OrchestratorResult } from "./protocol.ts";

/**
 * The one workflow type. It decides nothing: turns do, and what they stored is folded and performed
 * here (`orchestration.ts`). Everything runs outside of its cancellation: a cancelled execution still
 * has its say, and its cleanup.
 */
export async function orchestratorWorkflow(input?: OrchestratorInput): Promise<OrchestratorResult> {
    // Begun by hand: what throws anything else would be tried for ever.
    if (typeof input?.about?.execution_id !== "string" || input.limits === undefined)
        throw ApplicationFailure.nonRetryable(BY_HAND, "NOT_OURS");
    const orchestration = new Orchestration(input, workflowInfo());
    CancellationScope.current().cancelRequested.catch(() => orchestration.cancel());
    return CancellationScope.nonCancellable(() => orchestration.drive());
}

const BY_HAND = "Executions are started in FlowMaestro: this workflow has none.";
