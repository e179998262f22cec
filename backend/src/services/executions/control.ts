import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import { findExecution } from "./read.ts";

/** True when the cancel fact is stored, false when that is still to come. */
export async function cancelExecution(
    deps: Deps,
    caller: WorkspaceScope,
    { id, reason }: { readonly id: string; readonly reason: string | undefined }
): Promise<boolean> {
    await findExecution(deps, caller, id);
    const outcome = await deps.engine.signal({
        execution_id: id,
        workspace_id: caller.workspace_id,
        // An execution is cancelled once, whoever asks and however often.
        dedupe_key: "cancel",
        signal: {
            kind: "cancel",
            by: caller.user_id ?? "system",
            ...(reason === undefined || reason === "" ? {} : { reason })
        }
    });
    if (outcome.kind === "finished")
        throw new AppError("EXECUTION_FINISHED", {
            message: `The execution has ended already: it is ${outcome.status}.`,
            details: { status: outcome.status }
        });
    return outcome.kind !== "pending";
}
