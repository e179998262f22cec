import type { Pagination } from "@flowmaestro/shared/contract/lists.ts";
import type { HumanRequest } from "@flowmaestro/shared/contract/routes/requests.ts";
import type { Deps } from "../../deps.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import type { RequestFilter } from "../../storage/repositories/request.repository.ts";
import { Paging } from "../lists/page.ts";
import type { ListQuery } from "../lists/page.ts";
import { toRequest } from "./read.ts";

interface RequestsQuery extends ListQuery, RequestFilter {
    readonly order?: "asc" | "desc";
}

export async function listRequests(
    deps: Deps,
    scope: WorkspaceScope,
    query: RequestsQuery
): Promise<{ readonly requests: HumanRequest[]; readonly pagination: Pagination }> {
    const { order = "desc", execution_id, status } = query;
    const filter = { execution_id, status };
    const list = ["requests", order, JSON.stringify(filter)];
    const paging = new Paging(deps.secrets.jwt_secret, scope.workspace_id, list);
    const request = paging.request(query);
    const { limit, offset, after } = request;
    const found = await withWorkspace(deps.pools.app, scope, async ({ requests }) => ({
        rows: await requests.list(filter, { order, limit: limit + 1, offset, after }),
        total: request.needs_total ? await requests.count(filter) : null
    }));
    const { rows, pagination } = paging.answer(found.rows, request, {
        total: found.total,
        position: ({ sort_key, id }) => ({ sort_key, id })
    });
    return { requests: await Promise.all(rows.map((row) => toRequest(deps, row))), pagination };
}
