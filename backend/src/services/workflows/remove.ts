import type { Deps } from "../../deps.ts";
import { notFound } from "../../errors.ts";
import { withWorkspace } from "../../storage/database.ts";
import { auditWorkflow } from "./actor.ts";
import type { Actor } from "./actor.ts";

/** Soft: its executions stay and can still be opened. */
export async function removeWorkflow(deps: Deps, actor: Actor, id: string): Promise<void> {
    await withWorkspace(deps.pools.app, actor, async (repositories) => {
        if (!(await repositories.workflows.remove(id, actor.user_id))) throw notFound();
        await auditWorkflow(repositories, actor, { action: "workflow.deleted", id });
    });
    deps.live.forget(id);
}
