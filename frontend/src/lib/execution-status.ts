import type { ExecutionSummary } from "@flowmaestro/shared/contract/routes/executions.ts";

export type ExecutionStatus = ExecutionSummary["status"];

const OPEN: ReadonlySet<ExecutionStatus> = new Set(["pending", "running", "paused", "waiting"]);

/** Not yet ended: worth asking again. */
export function isOpenStatus(status: ExecutionStatus): boolean {
    return OPEN.has(status);
}
