import type { Deps } from "../deps.ts";
import type { Caller } from "../services/auth/authenticate.ts";
import { findExecution } from "../services/executions/read.ts";
import type { KnownExecution } from "./recent.ts";

/**
 * Whose an execution is, and whether it has ended. After a restart everybody comes back at once, many
 * for the same executions: those who ask while somebody of their workspace is asking get that answer.
 */
export class Lookups {
    private readonly asked = new Map<string, Promise<KnownExecution>>();

    find(deps: Deps, caller: Caller, execution_id: string): Promise<KnownExecution> {
        const key = `${caller.workspace_id} ${execution_id}`;
        const known = this.asked.get(key);
        if (known !== undefined) return known;
        const asking = look(deps, caller, execution_id).finally(() => this.asked.delete(key));
        this.asked.set(key, asking);
        return asking;
    }
}

async function look(deps: Deps, caller: Caller, execution_id: string): Promise<KnownExecution> {
    const { workflow_id, completed_at } = await findExecution(deps, caller, execution_id);
    return { workflow_id, is_over: completed_at !== null };
}
