import { z } from "zod";
import type { Session } from "../session.ts";

const workspaceRow = z.object({
    id: z.uuid(),
    name: z.string(),
    created_at: z.date()
});
export type WorkspaceRow = z.infer<typeof workspaceRow>;

export class WorkspaceRepository {
    readonly #session: Session;
    readonly #workspace_id: string;

    constructor(session: Session, workspace_id: string) {
        this.#session = session;
        this.#workspace_id = workspace_id;
    }

    /** The workspace this transaction acts for; it must not exist yet. */
    async create(workspace: { name: string; created_by: string }): Promise<WorkspaceRow> {
        return this.#session.one(
            workspaceRow,
            `insert into workspaces (id, name, created_by)
             values ($1::uuid, $2::text, $3::uuid)
             returning id, name, created_at`,
            [this.#workspace_id, workspace.name, workspace.created_by]
        );
    }

    async get(): Promise<WorkspaceRow | null> {
        return this.#session.first(
            workspaceRow,
            `select id, name, created_at
             from workspaces
             where id = $1::uuid
                 and deleted_at is null`,
            [this.#workspace_id]
        );
    }
}
