import type { Deps } from "../../deps.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";

/** What a start has to know of a workflow that is still there. */
export interface LiveVersion {
    readonly name: string;
    readonly version: number;
}

const MAX_ENTRIES = 10_000;
/** A net below the notices: nothing that was missed is believed for longer. */
const KEEP_MS = 60_000;

/**
 * Which version of a workflow is the newest. Kept only while every change is heard of: a trigger on
 * `workflows` says which one changed its name, its version or that it is gone, in whatever process.
 * What this process changes it forgets before it answers, so a caller reads its own writes.
 */
export class LiveVersions {
    readonly #entries = new Map<string, LiveVersion & { readonly until: number }>();
    #isListening = false;
    /** Grows with every change: what was read before one is not kept after it. */
    #generation = 0;

    get(
        deps: Pick<Deps, "pools">,
        scope: WorkspaceScope,
        workflow_id: string,
        now = Date.now()
    ): LiveVersion | Promise<LiveVersion | null> {
        const known = this.#entries.get(keyOf(scope, workflow_id));
        if (known !== undefined && known.until > now) return known;
        return this.#read(deps, scope, workflow_id);
    }

    /** It changed, or whatever changed is not known. */
    forget(workflow_id: string): void {
        this.#generation += 1;
        for (const key of this.#entries.keys())
            if (key.startsWith(workflow_id)) this.#entries.delete(key);
    }

    listening(isListening: boolean): void {
        this.#isListening = isListening;
        this.#generation += 1;
        this.#entries.clear();
    }

    async #read(
        { pools }: Pick<Deps, "pools">,
        scope: WorkspaceScope,
        workflow_id: string
    ): Promise<LiveVersion | null> {
        const generation = this.#generation;
        const live = await withWorkspace(pools.app, scope, ({ executions }) =>
            executions.liveVersion(workflow_id)
        );
        if (live === null || !this.#isListening || generation !== this.#generation) return live;
        this.#entries.set(keyOf(scope, workflow_id), { ...live, until: Date.now() + KEEP_MS });
        const [oldest] = this.#entries.keys();
        if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
        return live;
    }
}

/** With the workspace: another one's id is not found, whoever asked before. */
function keyOf({ workspace_id }: WorkspaceScope, workflow_id: string): string {
    return `${workflow_id} ${workspace_id}`;
}
