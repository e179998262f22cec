import { endedWithin } from "../../../services/executions/ended.ts";
import { preferredWait } from "../../../services/executions/execute.ts";
import { retryExecution as retry } from "../../../services/executions/retry.ts";
import type { Handlers } from "../../handler.ts";

export const retryExecution: Handlers["retryExecution"] = async (request, deps) => {
    const { auth, params, body, headers, resource_id } = request;
    const prefer = headers["prefer"];
    const wait = preferredWait(Array.isArray(prefer) ? prefer.join(",") : prefer);
    const started = await retry(deps, auth, {
        ...body,
        id: params.id,
        execution_id: resource_id,
        is_watched: wait > 0
    });
    const { execution_id, workflow_id, started_at } = started;
    const location = `/api/executions/${execution_id}`;
    const applied = wait > 0 ? { "preference-applied": `wait=${wait}` } : undefined;
    const data = wait > 0 ? await endedWithin(deps, auth, { started, ms: wait * 1_000 }) : null;
    if (data !== null) return { status: 200, data, headers: { location, ...applied } };
    return {
        data: {
            id: execution_id,
            execution_id,
            workflow_id,
            parent_execution_id: params.id,
            started_at,
            status: "running"
        },
        headers: { location, ...applied }
    };
};
