import { relatedOf } from "../../../services/executions/lineage.ts";
import { readExecution } from "../../../services/executions/read.ts";
import { toExecution } from "../../../services/executions/view.ts";
import type { Handlers } from "../../handler.ts";

export const getExecution: Handlers["getExecution"] = async ({ auth, params }, deps) => {
    const [read, related] = await Promise.all([
        readExecution(deps, auth, params.id),
        relatedOf(deps, auth, params.id)
    ]);
    return { data: await toExecution(deps, auth, read, related) };
};
