import { definitionSchema } from "@flowmaestro/shared/workflow/document.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { upgradeDefinition } from "@flowmaestro/shared/workflow/upgrade.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Deps } from "../../deps.ts";
import { notFound } from "../../errors.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";

export interface ExecutionGraph {
    readonly workflow_id: string;
    readonly workflow_name: string;
    readonly workflow_deleted: boolean;
    readonly version: number | null;
    readonly definition: WorkflowDefinition;
    readonly plan: Json;
}

/** The exact graph that ran, whatever became of the workflow since. */
export async function readGraph(
    deps: Deps,
    scope: WorkspaceScope,
    id: string
): Promise<ExecutionGraph> {
    const row = await withWorkspace(deps.pools.app, scope, ({ executions }) =>
        executions.graph(id)
    );
    if (row === null) throw notFound();
    const stored = definitionSchema.parse(JSON.parse(row.definition));
    return {
        ...row,
        definition: upgradeDefinition(stored, deps.catalogue),
        plan: JSON.parse(row.plan) as Json
    };
}
