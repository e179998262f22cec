import type { Pagination } from "@flowmaestro/shared/contract/lists.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { upgradeDefinition } from "@flowmaestro/shared/workflow/upgrade.ts";
import type { Deps } from "../../deps.ts";
import { notFound } from "../../errors.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import type { VersionRow } from "../../storage/repositories/version.repository.ts";
import { Paging } from "../lists/page.ts";
import type { ListQuery } from "../lists/page.ts";
import { authorOf } from "./revision.ts";

interface VersionsQuery extends ListQuery {
    readonly order?: "asc" | "desc";
}

export async function listVersions(
    deps: Deps,
    scope: WorkspaceScope,
    { id, query }: { readonly id: string; readonly query: VersionsQuery }
): Promise<{ readonly versions: Version[]; readonly pagination: Pagination }> {
    const order = query.order ?? "desc";
    const paging = new Paging(deps.secrets.jwt_secret, scope.workspace_id, ["versions", id, order]);
    const request = paging.request(query);
    const { limit, offset, after } = request;
    const found = await withWorkspace(deps.pools.app, scope, async ({ workflows, versions }) => {
        if (!(await workflows.exists(id))) throw notFound();
        return {
            rows: await versions.list(id, {
                order,
                limit: limit + 1,
                offset,
                after: after === undefined ? undefined : Number(after.sort_key)
            }),
            total: request.needs_total ? await versions.count(id) : null
        };
    });
    const { rows, pagination } = paging.answer(found.rows, request, {
        total: found.total,
        position: ({ version }) => ({ sort_key: String(version), id })
    });
    return { versions: rows.map(toVersion), pagination };
}

export async function readVersion(
    deps: Deps,
    scope: WorkspaceScope,
    { id, version }: { readonly id: string; readonly version: number }
): Promise<Version & { readonly definition: WorkflowDefinition }> {
    const row = await withWorkspace(deps.pools.app, scope, async ({ workflows, versions }) =>
        (await workflows.exists(id)) ? versions.get(id, version) : null
    );
    if (row === null) throw notFound();
    return { ...toVersion(row), definition: upgradeDefinition(row.definition, deps.catalogue) };
}

export interface Version {
    readonly version: number;
    readonly note: string | null;
    readonly created_by: { readonly id: string; readonly name: string } | null;
    readonly created_at: string;
}

function toVersion(row: VersionRow): Version {
    return {
        version: row.version,
        note: row.note,
        created_by: authorOf(row.created_by, row.created_by_name),
        created_at: row.created_at.toISOString()
    };
}
