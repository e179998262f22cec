import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import { upgradeDefinition } from "@flowmaestro/shared/workflow/upgrade.ts";
import type { Deps } from "../../deps.ts";
import { notFound } from "../../errors.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { Actor } from "./actor.ts";
import { compileDefinition } from "./compiled.ts";
import { notExecutable } from "./definition.ts";
import { assertRevision } from "./revision.ts";
import type { Expected } from "./revision.ts";
import { publishVersion } from "./save.ts";

export interface Published {
    readonly version: number;
    readonly revision: number;
    readonly problems: readonly Problem[];
}

/** The draft as a new version. A draft with errors stays a draft. */
export async function publishWorkflow(
    deps: Deps,
    actor: Actor,
    {
        id,
        note,
        expected
    }: {
        readonly id: string;
        readonly note: string | null;
        readonly expected: Expected | undefined;
    }
): Promise<Published> {
    for (;;) {
        const draft = await withWorkspace(deps.pools.app, actor, ({ workflows }) =>
            workflows.get(id)
        );
        if (draft === null) throw notFound();
        assertRevision(draft, expected);
        const compiled = await compileDefinition(
            deps,
            upgradeDefinition(draft.definition, deps.catalogue)
        );
        if (compiled.plan === null) throw notExecutable(compiled.problems);
        const published = await withWorkspace(deps.pools.app, actor, async (repositories) => {
            const current = await repositories.workflows.lock(id);
            if (current === null) throw notFound();
            assertRevision(current, expected);
            if (current.revision !== draft.revision) return null;
            const version = current.version + 1;
            await repositories.workflows.publish(id, version);
            await publishVersion(repositories, actor, { id, version, compiled, note });
            return { version, revision: current.revision, problems: compiled.problems };
        });
        // Somebody saved while it was compiled, and the caller did not say which revision: the newest.
        deps.live.forget(id);
        if (published !== null) return published;
    }
}
