import { readExecution } from "../../../services/executions/read.ts";
import { toExecution } from "../../../services/executions/view.ts";
import type { Handlers } from "../../handler.ts";

export const getExecution: Handlers["getExecution"] = async ({ auth, params }, deps) => ({
    data: await toExecution(deps, auth, await readExecution(deps, auth, params.id))
});
