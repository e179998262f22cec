import type { Execution } from "@flowmaestro/shared/contract/routes/executions.ts";
import type { Deps } from "../../deps.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import type { ExecutionRow, RelatedRow } from "../../storage/repositories/execution.repository.ts";

/** Its children and re-runs; one that has just ended and called nobody has none. */
export async function relatedOf(
    deps: Deps,
    scope: WorkspaceScope,
    id: string
): Promise<RelatedRow[]> {
    return withWorkspace(deps.pools.app, scope, ({ executions }) => executions.related(id));
}

type Lineage = Pick<Execution, "caller" | "children" | "reruns">;

/** Where an execution comes from, and which came from it. */
export function lineageOf(
    { caller_execution_id, caller_instance }: ExecutionRow,
    related: readonly RelatedRow[]
): Lineage {
    const children: Lineage["children"] = [];
    const reruns: Lineage["reruns"] = [];
    for (const { id, instance, created_at, ...rest } of related) {
        const other = { execution_id: id, ...rest, created_at: created_at.toISOString() };
        if (instance === null) reruns.push(other);
        else children.push({ ...other, instance });
    }
    const caller =
        caller_execution_id === null
            ? null
            : { execution_id: caller_execution_id, instance: caller_instance ?? "" };
    return { caller, children, reruns };
}
