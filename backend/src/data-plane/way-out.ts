import type { NodeContext } from "@flowmaestro/nodes/kit/context.ts";
import type { PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { ExecutionInfo } from "./scope.ts";

/** The `fetch` of one run: behind the egress guard, which knows whose run it is. */
export type WayOut = (execution: ExecutionInfo, node: PlanNode) => NodeContext["fetch"];

export const noWayOut: NodeContext["fetch"] = () =>
    Promise.reject(new Error("this server lets no node out into the network"));
