import { CancellationScope, workflowInfo } from "@temporalio/workflow";
import { Orchestration } from "./orchestration.ts";
import type { OrchestratorInput, OrchestratorResult } from "./protocol.ts";

/**
 * The one workflow type. It decides nothing: turns do, and what they stored is folded and performed
 * here (`orchestration.ts`). Everything runs outside of its cancellation: a cancelled execution still
 * has its say, and its cleanup.
 */
export async function orchestratorWorkflow(input: OrchestratorInput): Promise<OrchestratorResult> {
    const orchestration = new Orchestration(input, workflowInfo());
    CancellationScope.current().cancelRequested.catch(() => orchestration.cancel());
    return CancellationScope.nonCancellable(() => orchestration.drive());
}
