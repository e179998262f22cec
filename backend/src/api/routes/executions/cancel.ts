import { cancelExecution as cancel } from "../../../services/executions/control.ts";
import type { Handlers } from "../../handler.ts";

export const cancelExecution: Handlers["cancelExecution"] = async (
    { auth, params, body },
    deps
) => {
    const { id } = params;
    const isStored = await cancel(deps, auth, { id, reason: body?.reason });
    const data = { cancelled: true, execution_id: id } as const;
    if (isStored) return { data };
    return { status: 202, data, headers: { location: `/api/executions/${id}` } };
};
