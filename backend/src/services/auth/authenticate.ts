import type { Role } from "@flowmaestro/shared/contract/routes/auth.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { withKey } from "../../storage/database.ts";
import { hashOf } from "./secret-token.ts";

export interface Caller {
    readonly user_id: string;
    readonly workspace_id: string;
    readonly session_id: string;
    readonly role: Role;
    /** When what was presented ends, in milliseconds. */
    readonly expires_at: number;
}

type AuthDeps = Pick<Deps, "pools" | "sessions" | "tokens">;

/** For REST and for sockets: an access token whose session stands and whose person is a member. */
export async function authenticateToken(deps: AuthDeps, token: string): Promise<Caller> {
    const claims = await deps.tokens.claims(token);
    const role = await deps.sessions.role(claims);
    if (role === null)
        throw new AppError("UNAUTHORIZED", { message: "The session of this token has ended." });
    return { ...claims, role };
}

/** A WebSocket ticket, which is used up by this. Null for one that is unknown, old or used. */
export async function takeTicket(deps: AuthDeps, ticket: string): Promise<Caller | null> {
    const hash = hashOf(ticket);
    if (hash === null) return null;
    const row = await withKey(deps.pools.app, hash, ({ tokens }) => tokens.takeTicket());
    if (row === null || !row.is_good) return null;
    const { user_id, workspace_id, session_id } = row;
    // A ticket opens a socket for as long as the session lasts; the socket looks after that itself.
    const claims = { user_id, workspace_id, session_id, expires_at: Number.MAX_SAFE_INTEGER };
    const role = await deps.sessions.role(claims);
    return role === null ? null : { ...claims, role };
}
