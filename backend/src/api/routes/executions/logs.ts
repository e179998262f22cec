import { listLogs as list } from "../../../services/executions/logs.ts";
import type { Handlers } from "../../handler.ts";

export const listLogs: Handlers["listLogs"] = async ({ auth, params, query }, deps) => ({
    data: await list(deps, auth, { id: params.id, query })
});
