import { upgradeDefinition } from "@flowmaestro/shared/workflow/upgrade.ts";
import type { Deps } from "../../deps.ts";
import { notFound } from "../../errors.ts";
import { withWorkspace } from "../../storage/database.ts";
import { auditWorkflow } from "./actor.ts";
import type { Actor } from "./actor.ts";
import { compileDefinition } from "./compiled.ts";
import { notExecutable } from "./definition.ts";
import { outlineOf } from "./outline.ts";
import { publishVersion } from "./save.ts";

/**
 * Version n once more as the newest one. The draft becomes it too; what stood there is kept under a
 * name, so that nothing anybody typed is lost.
 */
export async function rollbackWorkflow(
    deps: Deps,
    actor: Actor,
    { id, to }: { readonly id: string; readonly to: number }
): Promise<{ readonly version: number; readonly revision: number }> {
    const old = await withWorkspace(deps.pools.app, actor, async ({ workflows, versions }) =>
        (await workflows.exists(id)) ? versions.get(id, to) : null
    );
    if (old === null) throw notFound();
    const definition = upgradeDefinition(old.definition, deps.catalogue);
    const compiled = await compileDefinition(deps, definition);
    // A version that ran may name what is gone by now. Then the current one stays.
    if (compiled.plan === null) throw notExecutable(compiled.problems);
    const result = await withWorkspace(deps.pools.app, actor, async (repositories) => {
        const current = await repositories.workflows.lock(id);
        if (current === null) throw notFound();
        const version = current.version + 1;
        await repositories.versions.snapshotDraft(id, {
            name: `Draft before going back to version ${to}`,
            created_by: actor.user_id
        });
        const draft = {
            name: current.name,
            description: current.description,
            tags: current.tags,
            definition,
            definition_hash: compiled.hash,
            outline: outlineOf(definition)
        };
        const saved = await repositories.workflows.save(id, actor.user_id, draft, { version });
        await publishVersion(repositories, actor, {
            id,
            version,
            compiled,
            note: `Back to version ${to}`
        });
        await auditWorkflow(repositories, actor, {
            action: "workflow.rolled_back",
            id,
            details: { to, version }
        });
        return { version, revision: saved.revision };
    });
    deps.live.forget(id);
    return result;
}
