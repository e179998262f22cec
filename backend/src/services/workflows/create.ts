import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import type { Deps } from "../../deps.ts";
import { violatedUnique, withWorkspace } from "../../storage/database.ts";
import type { WorkflowHead } from "../../storage/repositories/workflow.repository.ts";
import { auditWorkflow } from "./actor.ts";
import type { Actor } from "./actor.ts";
import { compileDefinition, keep } from "./compiled.ts";
import { readDefinition } from "./definition.ts";
import { outlineOf } from "./outline.ts";

interface NewWorkflow {
    readonly id: string;
    readonly name: string;
    readonly description: string | null;
    readonly tags: readonly string[];
    readonly definition: unknown;
}

/** A workflow with version 1. The same id again (a request that was repeated) answers the first one. */
export async function createWorkflow(
    deps: Deps,
    actor: Actor,
    { id, definition: input, ...described }: NewWorkflow
): Promise<{ readonly workflow: WorkflowHead; readonly problems: readonly Problem[] }> {
    const definition = await readDefinition(deps, input);
    const compiled = await compileDefinition(deps, definition);
    const draft = {
        ...described,
        tags: [...new Set(described.tags)],
        definition,
        definition_hash: compiled.hash,
        outline: outlineOf(definition)
    };
    const { problems } = compiled;
    try {
        await withWorkspace(deps.pools.app, actor, async (repositories) => {
            await keep(repositories, compiled);
            await repositories.workflows.create(id, actor.user_id, draft);
            await repositories.versions.add(id, {
                version: 1,
                definition_hash: compiled.hash,
                plan_hash: compiled.plan?.hash ?? null,
                note: null,
                created_by: actor.user_id
            });
            await auditWorkflow(repositories, actor, { action: "workflow.created", id });
        });
    } catch (error) {
        if (violatedUnique(error) !== "workflows_pkey") throw error;
    }
    const workflow = await withWorkspace(deps.pools.app, actor, ({ workflows }) =>
        workflows.get(id)
    );
    if (workflow === null) throw new Error(`Workflow ${id} is gone as soon as it was made.`);
    return { workflow, problems };
}
