import { z } from "zod";
import type { Session } from "../session.ts";

const sessionRow = z.object({
    id: z.uuid(),
    workspace_id: z.uuid(),
    expires_at: z.date(),
    is_live: z.boolean()
});
export type SessionRow = z.infer<typeof sessionRow>;

const roleRow = z.object({ role: z.enum(["owner", "admin", "editor", "viewer"]) });

/** Sign-ins of the person this transaction acts for, and the refresh tokens that prolong them. */
export class SessionRepository {
    readonly #session: Session;
    readonly #user_id: string;

    constructor(session: Session, user_id: string) {
        this.#session = session;
        this.#user_id = user_id;
    }

    async create(row: {
        id: string;
        workspace_id: string;
        days: number;
        user_agent: string | null;
        ip: string | null;
    }): Promise<void> {
        await this.#session.run(
            `insert into sessions (id, user_id, workspace_id, expires_at, user_agent, ip)
             values ($1::uuid, $2::uuid, $3::uuid,
                 clock_timestamp() + make_interval(days => $4::int), $5::text, $6::text)`,
            [row.id, this.#user_id, row.workspace_id, row.days, row.user_agent, row.ip]
        );
    }

    async find(id: string): Promise<SessionRow | null> {
        return this.#session.first(
            sessionRow,
            `select s.id, s.workspace_id, s.expires_at,
                 s.revoked_at is null and s.expires_at > clock_timestamp()
                     and u.deleted_at is null as is_live
             from sessions s
             join users u on u.id = s.user_id
             where s.id = $1::uuid
                 and s.user_id = $2::uuid`,
            [id, this.#user_id]
        );
    }

    /** What a token of this session may in a workspace, null where it may nothing any more. */
    async role(id: string, workspace_id: string): Promise<z.infer<typeof roleRow>["role"] | null> {
        const row = await this.#session.first(
            roleRow,
            `select m.role
             from sessions s
             join users u on u.id = s.user_id and u.deleted_at is null
             join memberships m on m.user_id = s.user_id and m.workspace_id = $3::uuid
             join workspaces w on w.id = m.workspace_id and w.deleted_at is null
             where s.id = $1::uuid
                 and s.user_id = $2::uuid
                 and s.revoked_at is null
                 and s.expires_at > clock_timestamp()`,
            [id, this.#user_id, workspace_id]
        );
        return row?.role ?? null;
    }

    async used(id: string, workspace_id: string): Promise<void> {
        await this.#session.run(
            `update sessions
             set last_used_at = clock_timestamp(),
                 workspace_id = $3::uuid
             where id = $1::uuid
                 and user_id = $2::uuid`,
            [id, this.#user_id, workspace_id]
        );
    }

    async revoke(id: string): Promise<boolean> {
        const revoked = await this.#session.run(
            `update sessions
             set revoked_at = clock_timestamp()
             where id = $1::uuid
                 and user_id = $2::uuid
                 and revoked_at is null`,
            [id, this.#user_id]
        );
        return revoked > 0;
    }

    async addRefreshToken(hash: string, session_id: string): Promise<void> {
        await this.#session.run(
            `insert into refresh_tokens (hash, user_id, session_id, expires_at)
             select $1::text, s.user_id, s.id, s.expires_at
             from sessions s
             where s.id = $2::uuid
                 and s.user_id = $3::uuid`,
            [hash, session_id, this.#user_id]
        );
    }

    async addTicket(row: {
        hash: string;
        workspace_id: string;
        session_id: string;
        seconds: number;
    }): Promise<void> {
        await this.#session.run(
            `insert into ws_tickets (hash, user_id, workspace_id, session_id, expires_at)
             values ($1::text, $2::uuid, $3::uuid, $4::uuid,
                 clock_timestamp() + make_interval(secs => $5::int))`,
            [row.hash, this.#user_id, row.workspace_id, row.session_id, row.seconds]
        );
    }
}
