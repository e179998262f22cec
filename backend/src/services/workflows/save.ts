import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import { upgradeDefinition } from "@flowmaestro/shared/workflow/upgrade.ts";
import type { Deps } from "../../deps.ts";
import { notFound } from "../../errors.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceRepositories } from "../../storage/repositories.ts";
import type { WorkflowHead } from "../../storage/repositories/workflow.repository.ts";
import { auditWorkflow } from "./actor.ts";
import type { Actor } from "./actor.ts";
import { compileDefinition, keep } from "./compiled.ts";
import type { CompiledDefinition } from "./compiled.ts";
import { breathe, readDefinition } from "./definition.ts";
import { outlineOf } from "./outline.ts";
import { assertRevision } from "./revision.ts";
import type { Expected } from "./revision.ts";
import { sameDefinition } from "./same-definition.ts";

interface Change {
    readonly id: string;
    readonly name?: string;
    readonly description?: string | null;
    readonly tags?: readonly string[];
    /** Any JSON; absent where the definition stays. */
    readonly definition?: unknown;
}

export interface Saved {
    readonly workflow: WorkflowHead;
    readonly problems: readonly Problem[];
}

/**
 * `publish: always` is PUT, `changed` is PATCH (a new name makes no version), `never` is the editor's
 * autosave. Errors in the graph do not stop any of them: they come back as problems, and such a
 * version cannot be executed.
 */
export async function saveWorkflow(
    deps: Deps,
    actor: Actor,
    {
        change,
        expected,
        publish
    }: {
        readonly change: Change;
        readonly expected: Expected | undefined;
        readonly publish: "always" | "changed" | "never";
    }
): Promise<Saved> {
    const before = await withWorkspace(deps.pools.app, actor, ({ workflows }) =>
        workflows.get(change.id)
    );
    if (before === null) throw notFound();
    // Told before the document is looked at: whoever is late has to merge anyway.
    assertRevision(before, expected);
    const definition =
        change.definition === undefined
            ? upgradeDefinition(before.definition, deps.catalogue)
            : await readDefinition(deps, change.definition, before.definition);
    const compiled = await compileDefinition(deps, definition);
    const isPublished =
        publish === "always" || (publish === "changed" && change.definition !== undefined);
    const live = publish === "never" ? await liveAgain(deps, actor, before, compiled) : null;
    const workflow = await withWorkspace(deps.pools.app, actor, async (repositories) => {
        const current = await repositories.workflows.lock(change.id);
        if (current === null) throw notFound();
        assertRevision(current, expected);
        const next = merge(current, change);
        const version = isPublished ? current.version + 1 : null;
        // Published meanwhile, that version is another one.
        const stored = live?.hash === current.published_hash ? live : compiled;
        const saved =
            change.definition === undefined && version === null
                ? await repositories.workflows.describe(change.id, actor.user_id, next)
                : await repositories.workflows.save(
                      change.id,
                      actor.user_id,
                      { ...next, ...draftOf(stored) },
                      version === null ? null : { version }
                  );
        if (version !== null)
            await publishVersion(repositories, actor, { id: change.id, version, compiled });
        if (publish !== "never") {
            const { revision, version } = saved;
            const details = { revision, version, replaced_revision: current.revision };
            await auditWorkflow(repositories, actor, {
                action: "workflow.updated",
                id: change.id,
                details: expected === undefined ? { ...details, last_write_wins: true } : details
            });
        }
        return saved;
    });
    deps.live.forget(change.id);
    return { workflow, problems: compiled.problems };
}

/** Within the transaction that made it the live one. */
export async function publishVersion(
    repositories: WorkspaceRepositories,
    actor: Actor,
    {
        id,
        version,
        compiled,
        note = null
    }: {
        readonly id: string;
        readonly version: number;
        readonly compiled: CompiledDefinition;
        readonly note?: string | null;
    }
): Promise<void> {
    await keep(repositories, compiled);
    await repositories.versions.add(id, {
        version,
        definition_hash: compiled.hash,
        plan_hash: compiled.plan?.hash ?? null,
        note,
        created_by: actor.user_id
    });
    await auditWorkflow(repositories, actor, {
        action: "workflow.published",
        id,
        details: { version }
    });
}

type Stored = Pick<CompiledDefinition, "definition" | "hash">;

/**
 * What was changed and changed back is no draft: where it says the same as the newest version it is
 * that version, to the letter. Null where it differs.
 */
async function liveAgain(
    { pools }: Deps,
    actor: Actor,
    before: WorkflowHead,
    compiled: Stored
): Promise<Stored | null> {
    const hash = before.published_hash;
    if (compiled.hash === hash) return null;
    const definition = await withWorkspace(pools.app, actor, ({ versions }) =>
        versions.definition(hash)
    );
    if (definition === null) return null;
    await breathe();
    return sameDefinition(definition, compiled.definition) ? { definition, hash } : null;
}

type Described = Pick<WorkflowHead, "name" | "description" | "tags">;

function merge(current: WorkflowHead, { name, description, tags }: Change): Described {
    return {
        name: name ?? current.name,
        description: description === undefined ? current.description : description,
        tags: tags === undefined ? current.tags : [...new Set(tags)]
    };
}

function draftOf({ definition, hash }: Stored): {
    readonly definition: WorkflowDefinition;
    readonly definition_hash: string;
    readonly outline: unknown;
} {
    return { definition, definition_hash: hash, outline: outlineOf(definition) };
}
