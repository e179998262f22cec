import type { ExecutionFailed } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";

/** A node as its people call it, and the instance of it; both, since two may have one label. */
export function nameOf(plan: Plan, instance: string): string {
    const label = labelOf(plan, instance);
    return label === instance ? label : `${label} (${instance})`;
}

export function labelOf(plan: Plan, instance: string): string {
    return nodeOf(plan, instance)?.label ?? instance;
}

/** What failed an execution: of a loop that a turn failed, that turn, as timelines name it. */
export function placeOf(plan: Plan, { instance, error }: ExecutionFailed): string {
    if (instance === undefined) return "";
    const index = error.details?.["index"];
    const isLoop = nodeOf(plan, instance)?.body !== null;
    return isLoop && typeof index === "number" ? `${instance}[${index}]` : instance;
}

function nodeOf(plan: Plan, instance: string): PlanNode | undefined {
    const id = instance.slice(instance.lastIndexOf("/") + 1).replace(/\[\d+\]$/, "");
    return plan.nodes.find((node) => node.id === id);
}
