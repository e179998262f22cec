import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { withUser } from "../../storage/database.ts";
import type { MembershipRow } from "../../storage/repositories/membership.repository.ts";
import type { UserRow } from "../../storage/repositories/user.repository.ts";

export async function profile(
    deps: Deps,
    caller: { readonly user_id: string; readonly workspace_id: string }
): Promise<{
    readonly user: UserRow;
    readonly workspace: MembershipRow;
    readonly workspaces: MembershipRow[];
}> {
    return withUser(deps.pools.app, caller.user_id, async ({ users, memberships }) => {
        const user = await users.get();
        const workspaces = await memberships.list();
        const workspace = workspaces.find(({ id }) => id === caller.workspace_id);
        if (user === null || workspace === undefined) throw new AppError("UNAUTHORIZED");
        return { user, workspace, workspaces };
    });
}
