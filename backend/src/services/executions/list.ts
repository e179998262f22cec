import type { Pagination } from "@flowmaestro/shared/contract/lists.ts";
import type { ExecutionSummary } from "@flowmaestro/shared/contract/routes/executions.ts";
import type { Deps } from "../../deps.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import type { ExecutionFilter } from "../../storage/repositories/execution.repository.ts";
import { Paging } from "../lists/page.ts";
import type { ListQuery } from "../lists/page.ts";
import { toSummary } from "./view.ts";

interface ExecutionsQuery extends ListQuery, ExecutionFilter {
    readonly sort?: "created_at" | "started_at";
    readonly order?: "asc" | "desc";
}

export async function listExecutions(
    deps: Deps,
    scope: WorkspaceScope,
    query: ExecutionsQuery
): Promise<{ readonly executions: ExecutionSummary[]; readonly pagination: Pagination }> {
    const { sort = "created_at", order = "desc" } = query;
    const filter = filterOf(query);
    const list = ["executions", sort, order, JSON.stringify(filter)];
    const paging = new Paging(deps.secrets.jwt_secret, scope.workspace_id, list);
    const request = paging.request(query);
    const { limit, offset, after } = request;
    const found = await withWorkspace(deps.pools.app, scope, async ({ executions }) => ({
        rows: await executions.list(filter, { sort, order, limit: limit + 1, offset, after }),
        total: request.needs_total ? await executions.count(filter) : null
    }));
    const { rows, pagination } = paging.answer(found.rows, request, {
        total: found.total,
        position: ({ sort_key, id }) => ({ sort_key, id })
    });
    return { executions: rows.map(toSummary), pagination };
}

function filterOf(query: ExecutionsQuery): ExecutionFilter {
    const { workflow_id, status, trigger, created_after, created_before } = query;
    const { parent_execution_id, caller_execution_id } = query;
    const related = { parent_execution_id, caller_execution_id };
    return { workflow_id, status, trigger, created_after, created_before, ...related };
}
