import { nextLink } from "../../../services/lists/page.ts";
import { listWorkflows as list } from "../../../services/workflows/read.ts";
import type { Handlers } from "../../handler.ts";

export const listWorkflows: Handlers["listWorkflows"] = async ({ auth, query }, deps) => {
    const data = await list(deps, auth, query);
    const link = nextLink("/api/workflows", query, data.pagination);
    return { data, headers: { link } };
};
