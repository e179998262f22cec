import { profile } from "../../../services/auth/profile.ts";
import type { Handlers } from "../../handler.ts";

export const me: Handlers["me"] = async ({ auth }, deps) => {
    const { user, workspace, workspaces } = await profile(deps, auth);
    return {
        data: {
            user: { ...user, created_at: user.created_at.toISOString() },
            workspace,
            workspaces
        }
    };
};
