import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { newId } from "../../platform/ids.ts";
import { withUser, withWorkspace } from "../../storage/database.ts";
import type { MembershipRow } from "../../storage/repositories/membership.repository.ts";
import { ACCESS_TOKEN_SECONDS, signAccessToken } from "./access-token.ts";
import { newSecretToken } from "./secret-token.ts";

export const SESSION_DAYS = 30;

/** From where a request came, for the session list and the audit log. */
export interface Origin {
    readonly ip: string;
    readonly user_agent: string | null;
    readonly request_id: string;
}

export interface OpenedSession {
    readonly token: string;
    readonly expires_in: number;
    readonly workspace: MembershipRow;
}

interface NewSession {
    readonly user_id: string;
    readonly workspace: MembershipRow;
    readonly origin: Origin;
    readonly action: "user.registered" | "user.logged_in";
}

/** A new sign-in: the session row, its first refresh token, an access token, a line in the audit log. */
export async function openSession(
    deps: Deps,
    { user_id, workspace, origin, action }: NewSession
): Promise<{ readonly session: OpenedSession; readonly refresh_token: string }> {
    const id = newId();
    const refresh = newSecretToken();
    const scope = { workspace_id: workspace.id, user_id };
    await withWorkspace(deps.pools.app, scope, async ({ sessions, users, audit }) => {
        await sessions.create({
            id,
            workspace_id: workspace.id,
            days: SESSION_DAYS,
            user_agent: origin.user_agent?.slice(0, 300) ?? null,
            ip: origin.ip
        });
        await sessions.addRefreshToken(refresh.hash, id);
        await users.signedIn();
        await audit.append({
            action,
            actor_id: user_id,
            resource_type: "session",
            resource_id: id,
            ip: origin.ip,
            request_id: origin.request_id
        });
    });
    const session = await sessionToken(deps, { user_id, workspace, session_id: id });
    return { session, refresh_token: refresh.token };
}

export async function sessionToken(
    deps: Deps,
    of: { readonly user_id: string; readonly workspace: MembershipRow; readonly session_id: string }
): Promise<OpenedSession> {
    const token = await signAccessToken(deps.secrets.jwt_secret, {
        user_id: of.user_id,
        workspace_id: of.workspace.id,
        session_id: of.session_id
    });
    return { token, expires_in: ACCESS_TOKEN_SECONDS, workspace: of.workspace };
}

/** A token for another workspace of the same person; the session remembers it for the next refresh. */
export async function switchWorkspace(
    deps: Deps,
    caller: { readonly user_id: string; readonly session_id: string },
    workspace_id: string
): Promise<OpenedSession> {
    const workspace = await withUser(deps.pools.app, caller.user_id, async (repositories) => {
        const found = await repositories.memberships.find(workspace_id);
        if (found !== null) await repositories.sessions.used(caller.session_id, workspace_id);
        return found;
    });
    if (workspace === null) throw new AppError("NOT_FOUND");
    return sessionToken(deps, { ...caller, workspace });
}

/** At once here, within a quarter of a minute in other processes. */
export async function endSession(
    deps: Deps,
    caller: {
        readonly user_id: string;
        readonly workspace_id: string;
        readonly session_id: string;
    },
    origin: Origin
): Promise<void> {
    await withWorkspace(deps.pools.app, caller, async ({ sessions, audit }) => {
        if (!(await sessions.revoke(caller.session_id))) return;
        await audit.append({
            action: "user.logged_out",
            actor_id: caller.user_id,
            resource_type: "session",
            resource_id: caller.session_id,
            ip: origin.ip,
            request_id: origin.request_id
        });
    });
    deps.sessions.forget(caller.session_id);
}
