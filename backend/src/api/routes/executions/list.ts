import { listExecutions as list } from "../../../services/executions/list.ts";
import { nextLink } from "../../../services/lists/page.ts";
import type { Handlers } from "../../handler.ts";

export const listExecutions: Handlers["listExecutions"] = async ({ auth, query }, deps) => {
    const data = await list(deps, auth, query);
    const link = nextLink("/api/executions", query, data.pagination);
    return { data, headers: link === null ? {} : { link } };
};
