import { findRequest, toRequest } from "../../../services/requests/read.ts";
import type { Handlers } from "../../handler.ts";

export const getRequest: Handlers["getRequest"] = async ({ auth, params }, deps) => ({
    data: await toRequest(deps, await findRequest(deps, auth, params.id))
});
