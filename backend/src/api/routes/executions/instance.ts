import { readInstance } from "../../../services/executions/instances.ts";
import type { Handlers } from "../../handler.ts";

export const getInstance: Handlers["getInstance"] = async ({ auth, params }, deps) => ({
    data: await readInstance(deps, auth, params)
});
