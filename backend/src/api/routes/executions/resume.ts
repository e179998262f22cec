import { setPaused } from "../../../services/executions/control.ts";
import { findExecution } from "../../../services/executions/read.ts";
import type { Handlers } from "../../handler.ts";

export const resumeExecution: Handlers["resumeExecution"] = async (
    { auth, params, resource_id },
    deps
) => {
    const { id } = params;
    const isStored = await setPaused(deps, auth, { id, kind: "resume", call_id: resource_id });
    const { status } = await findExecution(deps, auth, id);
    const data = { execution_id: id, status };
    if (isStored) return { data };
    return { status: 202, data, headers: { location: `/api/executions/${id}` } };
};
