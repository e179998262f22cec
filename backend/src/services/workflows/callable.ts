import type { Pool } from "pg";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Call, Callable, Called } from "../../data-plane/callable.ts";
import { patiently } from "../../data-plane/patience.ts";
import { isId } from "../../platform/ids.ts";
import { withWorkspace } from "../../storage/database.ts";

/** What a workflow may call: versions of its own workspace that can be executed. */
export function callableVersions(app: Pool): Callable {
    return async (call) => {
        const { workspace_id, workflow_id } = call;
        if (!isId(workflow_id)) return noWorkflow(call);
        const scope = { workspace_id, user_id: null };
        const found = await patiently(() =>
            withWorkspace(app, scope, ({ versions }) => versions.callable(workflow_id, call))
        );
        if (found === null) return noWorkflow(call);
        if (found.version === null) return noVersion(call);
        if (!found.is_executable) return notExecutable(found.version);
        return { ok: true, version: found.version };
    };
}

/** Of another workspace, deleted, or never there: all the same from here. */
function noWorkflow({ workflow_id }: Call): Called {
    return refuse({
        code: "NOT_FOUND",
        message: `There is no workflow ${JSON.stringify(workflow_id)} here to call.`,
        details: { solution: "Choose a workflow of this workspace." },
        is_retryable: false
    });
}

function noVersion({ version }: Call): Called {
    return refuse({
        code: "NOT_FOUND",
        message:
            version === undefined
                ? "The workflow to call had no published version when this execution started."
                : `The workflow to call has no version ${version}.`,
        details: { solution: "Publish it, or name a version it has." },
        is_retryable: false
    });
}

function notExecutable(version: number): Called {
    return refuse({
        code: "WORKFLOW_NOT_EXECUTABLE",
        message: `Version ${version} of the workflow to call has errors and cannot be executed.`,
        details: { solution: "Correct its problems, publish it, and execute again." },
        is_retryable: false
    });
}

function refuse(error: NodeError): Called {
    return { ok: false, error };
}
