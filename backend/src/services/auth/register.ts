import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { newId } from "../../platform/ids.ts";
import { violatedUnique, withWorkspace } from "../../storage/database.ts";
import type { UserRow } from "../../storage/repositories/user.repository.ts";
import { hashPassword, withHashingSlot } from "./passwords.ts";
import { openSession } from "./session.ts";
import type { OpenedSession, Origin } from "./session.ts";

export interface Registration {
    readonly email: string;
    readonly password: string;
    readonly name: string;
}

/** An account, a workspace of its own, and a first session. */
export async function register(
    deps: Deps,
    registration: Registration,
    origin: Origin
): Promise<{
    readonly user: UserRow;
    readonly session: OpenedSession;
    readonly refresh_token: string;
}> {
    const password_hash = await withHashingSlot(() => hashPassword(registration.password));
    const user_id = newId();
    const workspace = {
        id: newId(),
        name: `${registration.name}’s workspace`,
        role: "owner"
    } as const;
    const user = await createAccount(deps, { ...registration, password_hash, user_id, workspace });
    const opened = await openSession(deps, {
        user_id,
        workspace,
        origin,
        action: "user.registered"
    });
    return { user, ...opened };
}

async function createAccount(
    deps: Deps,
    account: {
        readonly email: string;
        readonly name: string;
        readonly password_hash: string;
        readonly user_id: string;
        readonly workspace: { readonly id: string; readonly name: string };
    }
): Promise<UserRow> {
    const { user_id, workspace } = account;
    const scope = { workspace_id: workspace.id, user_id };
    try {
        return await withWorkspace(deps.pools.app, scope, async (repositories) => {
            const user = await repositories.users.create(account);
            await repositories.workspaces.create({ name: workspace.name, created_by: user_id });
            await repositories.memberships.join(workspace.id, "owner");
            return user;
        });
    } catch (error) {
        if (violatedUnique(error) === "users_email_key") throw new AppError("EMAIL_TAKEN");
        throw error;
    }
}
