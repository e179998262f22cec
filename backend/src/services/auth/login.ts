import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { withKey } from "../../storage/database.ts";
import type { AccountRow } from "../../storage/repositories/account.repository.ts";
import { isPassword, withHashingSlot } from "./passwords.ts";
import { openSession } from "./session.ts";
import type { OpenedSession, Origin } from "./session.ts";

const WINDOW_SECONDS = 60;

export interface SignedIn {
    readonly user: { readonly id: string; readonly email: string; readonly name: string };
    readonly session: OpenedSession;
    readonly refresh_token: string;
}

/**
 * An address without an account takes the same steps as a wrong password: counted, checked against a
 * decoy, audited, answered in the same words.
 */
export async function login(
    deps: Deps,
    credentials: { readonly email: string; readonly password: string },
    origin: Origin
): Promise<SignedIn> {
    const account = await withHashingSlot(() => checkCredentials(deps, credentials));
    deps.metrics.logins.inc({ outcome: account === null ? "refused" : "accepted" });
    if (account === null) {
        await auditFailure(deps, credentials.email, origin);
        throw new AppError("INVALID_CREDENTIALS");
    }
    const memberships = await withKey(deps.pools.app, credentials.email, async (repositories) => {
        await repositories.accounts.forgive();
        const own = await repositories.enter(account.id);
        return own.memberships.list();
    });
    const [workspace] = memberships;
    if (workspace === undefined)
        throw new AppError("FORBIDDEN", {
            message: "This account belongs to no workspace any more.",
            solution: "Ask an owner to invite you again."
        });
    const user_id = account.id;
    const opened = await openSession(deps, {
        user_id,
        workspace,
        origin,
        action: "user.logged_in"
    });
    return { user: { id: user_id, email: account.email, name: account.name }, ...opened };
}

/** Null for a wrong password and for nobody. Throws when the account had too many attempts. */
async function checkCredentials(
    deps: Deps,
    { email, password }: { readonly email: string; readonly password: string }
): Promise<AccountRow | null> {
    const limit = deps.env.rate_limits.logins_per_minute;
    const { account, attempt } = await withKey(deps.pools.app, email, async ({ accounts }) => ({
        attempt: await accounts.attempt(WINDOW_SECONDS),
        account: await accounts.find()
    }));
    if (limit > 0 && attempt.failures > limit) {
        deps.metrics.logins.inc({ outcome: "throttled" });
        throw new AppError("TOO_MANY_ATTEMPTS", {
            details: { limit, window_seconds: WINDOW_SECONDS },
            headers: { "retry-after": String(attempt.retry_after) }
        });
    }
    const isRight = await isPassword(password, account?.password_hash ?? null);
    return isRight ? account : null;
}

async function auditFailure(deps: Deps, email: string, origin: Origin): Promise<void> {
    await withKey(deps.pools.app, email, async ({ audit }) => {
        await audit.append({
            action: "user.login_failed",
            actor_id: null,
            ip: origin.ip,
            request_id: origin.request_id,
            details: { email }
        });
    });
}
