import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import type { Callable } from "../../data-plane/callable.ts";
import { workflowId } from "./scenario.ts";
import type { Scenario } from "./scenario.ts";

export function compiled(definition: WorkflowDefinition): Plan {
    const { plan, problems } = compile(definition, catalogue);
    if (plan === null) throw new Error(JSON.stringify(problems, null, 2));
    return plan;
}

/** The plans of the workflows a scenario may call, by id. */
export function othersOf({ others = {} }: Scenario): Map<string, Plan> {
    return new Map(
        Object.entries(others).map(([name, definition]) => [workflowId(name), compiled(definition)])
    );
}

/** Each of them has one version. */
export function callableAmong(known: { readonly has: (id: string) => boolean }): Callable {
    return ({ workflow_id }) =>
        Promise.resolve(
            known.has(workflow_id) ? { ok: true, version: 1 } : { ok: false, error: NOBODY }
        );
}

export const NOBODY: NodeError = {
    code: "NOT_FOUND",
    message: "There is no such workflow.",
    is_retryable: false
};
