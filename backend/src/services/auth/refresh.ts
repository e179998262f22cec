import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { withKey } from "../../storage/database.ts";
import type { AccountRepositories } from "../../storage/repositories.ts";
import type { MembershipRow } from "../../storage/repositories/membership.repository.ts";
import { hashOf, newSecretToken } from "./secret-token.ts";
import { sessionToken } from "./session.ts";
import type { OpenedSession, Origin } from "./session.ts";

/**
 * Two tabs that wake together send the same cookie. Within these seconds the second gets an access
 * token (a quarter of an hour) but no cookie: the jar holds the first one's already. Whoever copied
 * the cookie gains no lasting session by it, and is found out by the next use.
 */
const GRACE_SECONDS = 10;

type Outcome =
    | { readonly kind: "unknown" }
    | { readonly kind: "reused" }
    | {
          readonly kind: "renewed";
          readonly user: { readonly id: string; readonly email: string; readonly name: string };
          readonly workspace: MembershipRow;
          readonly session_id: string;
          readonly refresh_token: string | null;
      };

export async function refresh(
    deps: Deps,
    cookie: string | undefined,
    origin: Origin
): Promise<{
    readonly user: { readonly id: string; readonly email: string; readonly name: string };
    readonly session: OpenedSession;
    /** Null where the cookie that is out already stays. */
    readonly refresh_token: string | null;
}> {
    const hash = cookie === undefined ? null : hashOf(cookie);
    // What is decided inside is committed whatever it is: ending the session must not roll back.
    const outcome: Outcome =
        hash === null
            ? { kind: "unknown" }
            : await withKey(deps.pools.app, hash, (repositories) =>
                  useToken(deps, repositories, origin)
              );
    if (outcome.kind === "reused") throw new AppError("REFRESH_REUSED");
    if (outcome.kind === "unknown")
        throw new AppError("UNAUTHORIZED", {
            message: "There is no session to continue.",
            solution: "Sign in."
        });
    const { user, workspace, session_id, refresh_token } = outcome;
    const session = await sessionToken(deps, { user_id: user.id, workspace, session_id });
    return { user, session, refresh_token };
}

async function useToken(
    deps: Deps,
    repositories: AccountRepositories,
    origin: Origin
): Promise<Outcome> {
    const row = await repositories.tokens.findRefreshToken();
    if (row === null || row.is_expired) return { kind: "unknown" };
    const own = await repositories.enter(row.user_id);
    if (row.used_ago !== null && row.used_ago > GRACE_SECONDS) {
        if (await own.sessions.revoke(row.session_id))
            await repositories.audit.append({
                action: "session.refresh_reused",
                actor_id: row.user_id,
                resource_type: "session",
                resource_id: row.session_id,
                ip: origin.ip,
                request_id: origin.request_id
            });
        deps.sessions.forget(row.session_id);
        return { kind: "reused" };
    }
    const session = await own.sessions.find(row.session_id);
    const user = await own.users.get();
    if (session === null || !session.is_live || user === null) return { kind: "unknown" };
    const workspace =
        (await own.memberships.find(session.workspace_id)) ?? (await own.memberships.list())[0];
    if (workspace === undefined) return { kind: "unknown" };
    await own.sessions.used(row.session_id, workspace.id);
    if (row.used_ago !== null)
        return {
            kind: "renewed",
            user,
            workspace,
            session_id: row.session_id,
            refresh_token: null
        };
    const next = newSecretToken();
    await repositories.tokens.useRefreshToken();
    await own.sessions.addRefreshToken(next.hash, row.session_id);
    return {
        kind: "renewed",
        user,
        workspace,
        session_id: row.session_id,
        refresh_token: next.token
    };
}

/** The session a cookie belongs to, for signing out with nothing but the cookie. */
export async function sessionOfCookie(
    deps: Deps,
    cookie: string | undefined
): Promise<{ user_id: string; workspace_id: string; session_id: string } | null> {
    const hash = cookie === undefined ? null : hashOf(cookie);
    if (hash === null) return null;
    return withKey(deps.pools.app, hash, async (repositories) => {
        const row = await repositories.tokens.findRefreshToken();
        if (row === null) return null;
        const own = await repositories.enter(row.user_id);
        const session = await own.sessions.find(row.session_id);
        if (session === null) return null;
        const { user_id, session_id } = row;
        return { user_id, session_id, workspace_id: session.workspace_id };
    });
}
