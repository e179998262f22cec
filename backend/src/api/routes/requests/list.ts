import { nextLink } from "../../../services/lists/page.ts";
import { listRequests as list } from "../../../services/requests/list.ts";
import type { Handlers } from "../../handler.ts";

export const listRequests: Handlers["listRequests"] = async ({ auth, query }, deps) => {
    const data = await list(deps, auth, query);
    return { data, headers: { link: nextLink("/api/requests", query, data.pagination) } };
};
