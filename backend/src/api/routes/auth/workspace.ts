import { switchWorkspace } from "../../../services/auth/session.ts";
import type { Handlers } from "../../handler.ts";

export const workspace: Handlers["workspace"] = async ({ auth, body }, deps) => ({
    data: await switchWorkspace(deps, auth, body.workspace_id)
});
