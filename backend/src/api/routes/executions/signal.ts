import { signalExecution as signal } from "../../../services/executions/signal.ts";
import type { Handlers } from "../../handler.ts";

export const signalExecution: Handlers["signalExecution"] = async (
    { auth, params, body, resource_id },
    deps
) => {
    const { id } = params;
    const { name, data = null } = body;
    const instances = await signal(deps, auth, { id, name, data, call_id: resource_id });
    if (instances !== null) return { data: { execution_id: id, instances: [...instances] } };
    return {
        status: 202,
        data: { execution_id: id, instances: [] },
        headers: { location: `/api/executions/${id}` }
    };
};
