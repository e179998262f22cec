import { readGraph } from "../../../services/executions/graph.ts";
import type { Handlers } from "../../handler.ts";

export const getExecutionGraph: Handlers["getExecutionGraph"] = async ({ auth, params }, deps) => ({
    data: await readGraph(deps, auth, params.id)
});
