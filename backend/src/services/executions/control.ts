import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import type { Signal, SignalOutcome } from "../../engines/engine.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import { findExecution } from "./read.ts";

/** True when the cancel fact is stored, false when that is still to come. */
export async function cancelExecution(
    deps: Deps,
    caller: WorkspaceScope,
    { id, reason }: { readonly id: string; readonly reason: string | undefined }
): Promise<boolean> {
    const words = reason === undefined || reason === "" ? {} : { reason };
    return control(deps, caller, {
        id,
        // An execution is cancelled once, whoever asks and however often.
        dedupe_key: "cancel",
        signal: { kind: "cancel", by: caller.user_id ?? "system", ...words }
    });
}

/** Pauses or resumes; true when that is stored, or was so already. */
export async function setPaused(
    deps: Deps,
    caller: WorkspaceScope,
    wanted: { readonly id: string; readonly kind: "pause" | "resume"; readonly call_id: string }
): Promise<boolean> {
    const { id, kind, call_id } = wanted;
    const signal = { kind, by: caller.user_id ?? "system" };
    return control(deps, caller, { id, dedupe_key: `${kind}:${call_id}`, signal });
}

async function control(
    deps: Deps,
    caller: WorkspaceScope,
    what: { readonly id: string; readonly dedupe_key: string; readonly signal: Signal }
): Promise<boolean> {
    const { id, ...rest } = what;
    await findExecution(deps, caller, id);
    const outcome = await deps.engine.signal({
        execution_id: id,
        workspace_id: caller.workspace_id,
        ...rest
    });
    if (outcome.kind === "finished") {
        const { completed_at } = await findExecution(deps, caller, id);
        throw completed_at === null ? isEnding(outcome) : hasFinished(outcome);
    }
    return outcome.kind !== "pending";
}

/** Its first cause stands, but what was open is still being stopped, or cleaned up after. */
function isEnding({ status }: Extract<SignalOutcome, { kind: "finished" }>): AppError {
    return new AppError("EXECUTION_FINISHED", {
        message: `The execution is about to end: it will be ${status}.`,
        solution: "Wait for what it still stops or cleans up: a minute at most.",
        details: { status }
    });
}

export function hasFinished({ status }: Extract<SignalOutcome, { kind: "finished" }>): AppError {
    return new AppError("EXECUTION_FINISHED", {
        message: `The execution has ended already: it is ${status}.`,
        details: { status }
    });
}
