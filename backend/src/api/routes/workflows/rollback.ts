import { etagOf } from "../../../services/workflows/revision.ts";
import { rollbackWorkflow as rollBack } from "../../../services/workflows/rollback.ts";
import { actorOf } from "../../actor.ts";
import type { Handlers } from "../../handler.ts";

export const rollbackWorkflow: Handlers["rollbackWorkflow"] = async (request, deps) => {
    const { id, version: to } = request.params;
    const { version, revision } = await rollBack(deps, actorOf(request), { id, to });
    return { data: { id, version, revision }, headers: { etag: etagOf({ revision }) } };
};
