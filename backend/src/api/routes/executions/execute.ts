import { relatedOf } from "../../../services/executions/lineage.ts";
import { preferredWait, startExecution } from "../../../services/executions/execute.ts";
import { readExecution } from "../../../services/executions/read.ts";
import { toExecution } from "../../../services/executions/view.ts";
import type { Handlers } from "../../handler.ts";

export const executeWorkflow: Handlers["executeWorkflow"] = async (request, deps) => {
    const { auth, body, headers, resource_id } = request;
    const prefer = headers["prefer"];
    const wait = preferredWait(Array.isArray(prefer) ? prefer.join(",") : prefer);
    const started = await startExecution(deps, auth, {
        execution_id: resource_id,
        workflow_id: body.workflow_id,
        version: body.version ?? "latest",
        inputs: body.inputs ?? {},
        trigger: body.trigger ?? "api"
    });
    const location = `/api/executions/${started.execution_id}`;
    const applied = wait > 0 ? { "preference-applied": `wait=${wait}` } : undefined;
    if (wait > 0 && (await deps.engine.settled(started.execution_id, wait * 1_000))) {
        const read = await readExecution(deps, auth, started.execution_id);
        const hasCalled = read.facts.some(({ kind }) => kind === "child:opened");
        const related = hasCalled ? await relatedOf(deps, auth, started.execution_id) : [];
        const data = await toExecution(deps, auth, read, related);
        return { status: 200, data, headers: { location, ...applied } };
    }
    return {
        data: { id: started.execution_id, ...started, status: "running" },
        headers: { location, ...applied }
    };
};
