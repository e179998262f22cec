import type { Runnable } from "../../engines/hosting/child-calls.ts";
import { AppError } from "../../errors.ts";
import type { Runnables, RunnablesDeps } from "./runnables.ts";

/** What a workflow runs that is called by another one of its workspace. */
export function calledRunnable(runnables: Runnables, deps: RunnablesDeps): Runnable {
    return async ({ workspace_id, workflow_id, version }) => {
        try {
            const scope = { workspace_id, user_id: null };
            const found = await runnables.load(deps, scope, { workflow_id, version });
            const { inputs, ...runs } = found;
            return { ok: true, runs, inputs };
        } catch (error) {
            // A refusal is the answer to this call; anything else is trouble that passes.
            if (!(error instanceof AppError) || error.status >= 500) throw error;
            const { code, message, solution } = error;
            const details = { solution };
            return { ok: false, error: { code, message, details, is_retryable: false } };
        }
    };
}
