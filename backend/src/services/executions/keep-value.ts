import type { Json, Value } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Sealing } from "../../data-plane/secrecy.ts";
import type { Deps } from "../../deps.ts";
import { invalid } from "../../errors.ts";
import type { WorkspaceScope } from "../../storage/database.ts";

/** Data from outside as the execution's own value: on disk before anybody names it. */
export async function keepValue(
    { data }: Pick<Deps, "data">,
    { workspace_id }: WorkspaceScope,
    execution_id: string,
    json: Json,
    sealing?: Sealing
): Promise<Value> {
    const encoded = await data.values.encode(execution_id, json, sealing);
    if (!encoded.ok) throw invalid([{ field: "body", message: encoded.message }]);
    if (encoded.row !== null)
        await data.rows.writeValue({ id: execution_id, workspace_id }, encoded.row);
    return encoded.value;
}
