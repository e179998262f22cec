import type { HumanRequest } from "@flowmaestro/shared/contract/routes/requests.ts";
import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { isObject } from "@flowmaestro/shared/schema/json.ts";
import { requestOf } from "../../data-plane/question.ts";
import { ValueLost } from "../../data-plane/values.ts";
import type { Deps } from "../../deps.ts";
import { notFound } from "../../errors.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import type { RequestRow } from "../../storage/repositories/request.repository.ts";
import { formOf } from "./form.ts";

export async function findRequest(
    deps: Deps,
    scope: WorkspaceScope,
    id: string
): Promise<RequestRow> {
    const row = await withWorkspace(deps.pools.app, scope, ({ requests }) => requests.get(id));
    if (row === null) throw notFound();
    return row;
}

/** What the node asked; of one whose values are no longer kept, nothing. */
export async function askedOf({ data }: Pick<Deps, "data">, request: Json): Promise<JsonObject> {
    try {
        const asked = await data.values.read(requestOf(request));
        return isObject(asked) ? asked : {};
    } catch (error) {
        if (error instanceof ValueLost) return {};
        throw error;
    }
}

export async function toRequest(deps: Pick<Deps, "data">, row: RequestRow): Promise<HumanRequest> {
    const { id, execution_id, workflow_id, workflow_name, instance, node_id, status } = row;
    const asked = await askedOf(deps, row.request);
    return {
        id,
        execution_id,
        workflow_id,
        workflow_name,
        instance,
        node_id,
        status,
        ...formOf(asked),
        expires_at: row.expires_at?.toISOString() ?? null,
        created_at: row.created_at.toISOString(),
        closed_at: row.closed_at?.toISOString() ?? null,
        answered_by: row.answered_by
    };
}
