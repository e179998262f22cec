import { listInstances as list } from "../../../services/executions/instances.ts";
import type { Handlers } from "../../handler.ts";

export const listInstances: Handlers["listInstances"] = async ({ auth, params, query }, deps) => ({
    data: await list(deps, auth, { id: params.id, query })
});
