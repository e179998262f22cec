import type { Pool } from "pg";
import { withWorkspace } from "../../storage/database.ts";

/** Renamed ones show their old name in new executions for so long at most. */
const KNOWN_MS = 10 * 60_000;
const KNOWN_MOST = 1_000;

/** What people call a workspace, for operators who look at executions in Temporal UI. */
export class WorkspaceNames {
    private readonly app: Pool;
    private readonly known = new Map<string, { readonly name: string; readonly until: number }>();

    constructor(app: Pool) {
        this.app = app;
    }

    /** Null where it cannot be read now: no start waits for a name. */
    async of(workspace_id: string): Promise<string | null> {
        const known = this.known.get(workspace_id);
        if (known !== undefined && known.until > performance.now()) return known.name;
        try {
            const scope = { workspace_id, user_id: null };
            const found = await withWorkspace(this.app, scope, ({ workspaces }) =>
                workspaces.get()
            );
            if (found === null) return null;
            this.note(workspace_id, found.name);
            return found.name;
        } catch {
            return null;
        }
    }

    private note(workspace_id: string, name: string): void {
        this.known.delete(workspace_id);
        this.known.set(workspace_id, { name, until: performance.now() + KNOWN_MS });
        if (this.known.size <= KNOWN_MOST) return;
        const [oldest] = this.known.keys();
        if (oldest !== undefined) this.known.delete(oldest);
    }
}
