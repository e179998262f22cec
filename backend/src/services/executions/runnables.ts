import type { InputSchema } from "@flowmaestro/shared/schema/value-type.ts";
import { executionInputs } from "@flowmaestro/shared/workflow/execution-inputs.ts";
import type { Deps } from "../../deps.ts";
import { notFound } from "../../errors.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import { loadRunnable } from "../workflows/runnable.ts";
import type { Runnable, RunnableDeps } from "../workflows/runnable.ts";

/** A runnable with what its inputs have to be; the definition itself is not needed to start it. */
export interface Startable extends Omit<Runnable, "definition"> {
    readonly inputs: InputSchema;
}

export type RunnablesDeps = RunnableDeps & Pick<Deps, "live">;

const MAX_ENTRIES = 500;

/**
 * What published versions run. A version never changes, so each is loaded, parsed and read once;
 * which one is the newest, and whether the workflow is still there, `LiveVersions` knows.
 */
export class Runnables {
    readonly #versions = new Map<string, Startable>();

    async load(
        deps: RunnablesDeps,
        scope: WorkspaceScope,
        wanted: { readonly workflow_id: string; readonly version: number | "latest" | "draft" }
    ): Promise<Startable> {
        const { workflow_id } = wanted;
        if (wanted.version === "draft")
            return this.#read(deps, scope, { workflow_id, version: "draft" });
        const live = await deps.live.get(deps, scope, workflow_id);
        if (live === null) throw notFound();
        const version = wanted.version === "latest" ? live.version : wanted.version;
        const key = `${scope.workspace_id} ${workflow_id} ${version}`;
        const known = this.#versions.get(key);
        if (known !== undefined) {
            this.#keep(key, known);
            return { ...known, workflow_name: live.name };
        }
        const read = await this.#read(deps, scope, { workflow_id, version });
        this.#keep(key, read);
        return read;
    }

    async #read(
        deps: RunnablesDeps,
        scope: WorkspaceScope,
        wanted: { readonly workflow_id: string; readonly version: number | "draft" }
    ): Promise<Startable> {
        const { definition, ...runnable } = await loadRunnable(deps, scope, wanted);
        return { ...runnable, inputs: executionInputs(definition, deps.catalogue) };
    }

    #keep(key: string, startable: Startable): void {
        this.#versions.delete(key);
        this.#versions.set(key, startable);
        const [oldest] = this.#versions.keys();
        if (this.#versions.size > MAX_ENTRIES && oldest !== undefined)
            this.#versions.delete(oldest);
    }
}
