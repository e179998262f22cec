import { z } from "zod";
import type { Session } from "../session.ts";

const roleSchema = z.enum(["owner", "admin", "editor", "viewer"]);
const membershipRow = z.object({ id: z.uuid(), name: z.string(), role: roleSchema });
/** A workspace as one of its members sees it. */
export type MembershipRow = z.infer<typeof membershipRow>;

/** The workspaces of the person this transaction acts for. */
export class MembershipRepository {
    readonly #session: Session;
    readonly #user_id: string;

    constructor(session: Session, user_id: string) {
        this.#session = session;
        this.#user_id = user_id;
    }

    /** Oldest first: a person's own workspace leads. */
    async list(): Promise<MembershipRow[]> {
        return this.#session.many(
            membershipRow,
            `select w.id, w.name, m.role
             from memberships m
             join workspaces w on w.id = m.workspace_id and w.deleted_at is null
             where m.user_id = $1::uuid
             order by m.created_at, w.id
             limit 200`,
            [this.#user_id]
        );
    }

    async find(workspace_id: string): Promise<MembershipRow | null> {
        return this.#session.first(
            membershipRow,
            `select w.id, w.name, m.role
             from memberships m
             join workspaces w on w.id = m.workspace_id and w.deleted_at is null
             where m.user_id = $1::uuid
                 and m.workspace_id = $2::uuid`,
            [this.#user_id, workspace_id]
        );
    }

    /** Only within a transaction of that workspace. */
    async join(workspace_id: string, role: MembershipRow["role"]): Promise<void> {
        await this.#session.run(
            `insert into memberships (workspace_id, user_id, role)
             values ($1::uuid, $2::uuid, $3::text)`,
            [workspace_id, this.#user_id, role]
        );
    }
}
