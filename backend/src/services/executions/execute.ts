import { checkInputs } from "@flowmaestro/shared/schema/inputs.ts";
import type { InputSchema } from "@flowmaestro/shared/schema/value-type.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Deps } from "../../deps.ts";
import type { StartReceipt } from "../../engines/engine.ts";
import { AppError } from "../../errors.ts";
import type { WorkspaceScope } from "../../storage/database.ts";

export interface ExecuteRequest {
    /** The same on every try under one idempotency key. */
    readonly execution_id: string;
    readonly workflow_id: string;
    readonly version: number | "latest" | "draft";
    readonly inputs: { readonly [key: string]: Json };
    readonly trigger: string;
    /** The caller waits for its end. */
    readonly is_watched?: boolean;
}

export interface Started extends Pick<StartReceipt, "execution_id" | "ended"> {
    readonly workflow_id: string;
    readonly started_at: string;
}

/** On disk when it answers; refused before anything is written. */
export async function startExecution(
    deps: Deps,
    caller: WorkspaceScope,
    request: ExecuteRequest
): Promise<Started> {
    const { execution_id, workflow_id, version, trigger } = request;
    const startable = await deps.runnables.load(deps, caller, { workflow_id, version });
    const { inputs: schema, ...what } = startable;
    const receipt = await deps.engine.start({
        ...what,
        execution_id,
        workspace_id: caller.workspace_id,
        trigger,
        inputs: acceptedInputs(schema, request.inputs),
        started_by: caller.user_id,
        is_watched: request.is_watched
    });
    return {
        execution_id,
        workflow_id,
        ended: receipt.ended,
        started_at: new Date(receipt.started_at).toISOString()
    };
}

/** As the input nodes take them, defaults applied; refused before anything is written. */
export function acceptedInputs(
    schema: InputSchema,
    inputs: ExecuteRequest["inputs"]
): { readonly [key: string]: Json } {
    const checked = checkInputs(schema, inputs);
    if (checked.ok) return checked.inputs;
    const { field_errors } = checked;
    const [first] = field_errors;
    const more = field_errors.length > 1 ? ` (and ${field_errors.length - 1} more)` : "";
    throw new AppError("INVALID_INPUTS", {
        message: `The inputs do not fit: ${first?.field ?? "inputs"}: ${first?.message ?? ""}${more}`,
        details: { field_errors }
    });
}

const LONGEST_WAIT_SECONDS = 60;

/** RFC 7240: seconds to wait, 0 for none. Preferences we do not know are not errors. */
export function preferredWait(header: string | undefined): number {
    const wait = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i.exec(header ?? "")?.[1];
    return Math.min(Number(wait ?? 0), LONGEST_WAIT_SECONDS);
}
