import { removeWorkflow } from "../../../services/workflows/remove.ts";
import { actorOf } from "../../actor.ts";
import type { Handlers } from "../../handler.ts";

export const deleteWorkflow: Handlers["deleteWorkflow"] = async (request, deps) => {
    await removeWorkflow(deps, actorOf(request), request.params.id);
    return { data: { deleted: true } };
};
