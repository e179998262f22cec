import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import type { Deps } from "../../deps.ts";
import { sha256 } from "../../platform/hash.ts";
import type { WorkspaceRepositories } from "../../storage/repositories.ts";
import { breathe, hashDefinition } from "./definition.ts";

/** A definition with all that is stored beside it. */
export interface CompiledDefinition {
    readonly definition: WorkflowDefinition;
    readonly hash: string;
    readonly text: string;
    readonly problems: readonly Problem[];
    /** Null when it has errors. */
    readonly plan: { readonly hash: string; readonly text: string } | null;
}

export async function compileDefinition(
    { compiler }: Pick<Deps, "compiler">,
    definition: WorkflowDefinition
): Promise<CompiledDefinition> {
    await breathe();
    const { plan, problems } = await compiler.compile(definition);
    return {
        definition,
        ...hashDefinition(definition),
        problems,
        plan: plan === null ? null : { hash: sha256(plan), text: plan }
    };
}

/** Versions and executions name them by hash, so they are there before anything names them. */
export async function keep(
    { versions }: WorkspaceRepositories,
    { hash, text, plan }: CompiledDefinition
): Promise<void> {
    await versions.keepDefinition(hash, text);
    if (plan !== null) await versions.keepPlan(plan.hash, plan.text);
}
