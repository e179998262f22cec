import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { upgradeDefinition } from "@flowmaestro/shared/workflow/upgrade.ts";
import type { Deps } from "../../deps.ts";
import { AppError, notFound } from "../../errors.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import { compileDefinition, keep } from "./compiled.ts";
import { notExecutable } from "./definition.ts";

/** What it takes; also what the engine has when it calls a workflow for another one. */
export type RunnableDeps = Pick<Deps, "pools" | "catalogue" | "compiler">;

export interface Runnable {
    readonly workflow_id: string;
    readonly workflow_name: string;
    /** Null for the draft. */
    readonly version: number | null;
    readonly definition: WorkflowDefinition;
    readonly definition_hash: string;
    readonly plan_hash: string;
    readonly plan: Plan;
}

/**
 * What an execution of a workflow would run: its newest version, one that is named, or the draft.
 * Definition and plan are stored when this answers. Throws what the caller should hear.
 */
export async function loadRunnable(
    deps: RunnableDeps,
    scope: WorkspaceScope,
    wanted: { readonly workflow_id: string; readonly version: number | "latest" | "draft" }
): Promise<Runnable> {
    const { workflow_id } = wanted;
    const head = await withWorkspace(deps.pools.app, scope, ({ workflows }) =>
        workflows.get(workflow_id)
    );
    if (head === null) throw notFound();
    const named = { workflow_id, workflow_name: head.name };
    if (wanted.version === "draft") {
        const draft = await compiled(deps, scope, head.definition);
        return { ...named, version: null, ...draft };
    }
    const version = wanted.version === "latest" ? head.version : wanted.version;
    const found = await withWorkspace(deps.pools.app, scope, async ({ versions }) => {
        const row = await versions.get(workflow_id, version);
        const plan = row?.plan_hash ? await versions.plan(row.plan_hash) : null;
        return row === null ? null : { row, plan };
    });
    if (found === null)
        throw new AppError("NOT_FOUND", {
            message: `This workflow has no version ${version}; the newest is ${head.version}.`,
            solution: "Leave version out to execute the newest one."
        });
    const { row, plan } = found;
    // A version with errors has no plan. Compiling it again says which they are, or that they are gone.
    if (plan === null || row.plan_hash === null)
        return { ...named, version, ...(await compiled(deps, scope, row.definition)) };
    return {
        ...named,
        version,
        definition: row.definition,
        definition_hash: row.definition_hash,
        plan_hash: row.plan_hash,
        plan: JSON.parse(plan) as Plan
    };
}

async function compiled(
    deps: RunnableDeps,
    scope: WorkspaceScope,
    stored: WorkflowDefinition
): Promise<Pick<Runnable, "definition" | "definition_hash" | "plan" | "plan_hash">> {
    const definition = upgradeDefinition(stored, deps.catalogue);
    const result = await compileDefinition(deps, definition);
    if (result.plan === null) throw notExecutable(result.problems);
    await withWorkspace(deps.pools.app, scope, (repositories) => keep(repositories, result));
    const { hash, text } = result.plan;
    return {
        definition,
        definition_hash: result.hash,
        plan_hash: hash,
        plan: JSON.parse(text) as Plan
    };
}
