import type { Workflow, WorkflowSummary } from "@flowmaestro/shared/contract/routes/workflows.ts";
import type { Pagination } from "@flowmaestro/shared/contract/lists.ts";
import { upgradeDefinition } from "@flowmaestro/shared/workflow/upgrade.ts";
import type { Deps } from "../../deps.ts";
import { notFound } from "../../errors.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import type {
    ListPosition,
    WorkflowFilter,
    WorkflowItem
} from "../../storage/repositories/workflow-list.repository.ts";
import { Paging } from "../lists/page.ts";
import type { ListQuery } from "../lists/page.ts";
import { compileDefinition } from "./compiled.ts";
import { authorOf } from "./revision.ts";

export async function readWorkflow(
    deps: Deps,
    scope: WorkspaceScope,
    id: string
): Promise<Workflow> {
    const row = await withWorkspace(deps.pools.app, scope, ({ workflows }) => workflows.get(id));
    if (row === null) throw notFound();
    const definition = upgradeDefinition(row.definition, deps.catalogue);
    const { problems } = await compileDefinition(deps, definition);
    return {
        id: row.id,
        name: row.name,
        description: row.description,
        tags: row.tags,
        definition,
        version: row.version,
        is_live: row.is_live,
        revision: row.revision,
        has_draft_changes: row.definition_hash !== row.published_hash,
        problems: [...problems],
        created_at: row.created_at.toISOString(),
        updated_at: row.updated_at.toISOString(),
        updated_by: authorOf(row.updated_by, row.updated_by_name)
    };
}

interface WorkflowsQuery extends ListQuery, WorkflowFilter {
    readonly sort?: ListPosition["sort"];
    readonly order?: ListPosition["order"];
}

export async function listWorkflows(
    deps: Deps,
    scope: WorkspaceScope,
    query: WorkflowsQuery
): Promise<{ readonly workflows: WorkflowSummary[]; readonly pagination: Pagination }> {
    const sort = query.sort ?? "created_at";
    const order = query.order ?? (sort === "name" ? "asc" : "desc");
    const list = ["workflows", sort, order];
    const paging = new Paging(deps.secrets.jwt_secret, scope.workspace_id, list);
    const request = paging.request(query);
    const { offset, after } = request;
    const { items, total } = await withWorkspace(
        deps.pools.app,
        scope,
        async ({ workflowLists }) => ({
            items: await workflowLists.list(query, {
                sort,
                order,
                limit: request.limit + 1,
                offset,
                after
            }),
            total: request.needs_total ? await workflowLists.count(query) : null
        })
    );
    const { rows, pagination } = paging.answer(items, request, { total, position: (row) => row });
    return { workflows: rows.map(summary), pagination };
}

function summary(item: WorkflowItem): WorkflowSummary {
    const last = item.recent.at(-1);
    return {
        id: item.id,
        name: item.name,
        description: item.description,
        tags: item.tags,
        version: item.version,
        is_live: item.is_live,
        revision: item.revision,
        has_draft_changes: item.has_draft_changes,
        created_at: item.created_at.toISOString(),
        updated_at: item.updated_at.toISOString(),
        updated_by: authorOf(item.updated_by, item.updated_by_name),
        last_execution:
            last === undefined
                ? null
                : {
                      ...last,
                      started_at:
                          last.started_at === null ? null : new Date(last.started_at).toISOString()
                  },
        recent_executions: item.recent.map(({ status, duration_ms }) => ({ status, duration_ms })),
        outline: item.outline
    };
}
