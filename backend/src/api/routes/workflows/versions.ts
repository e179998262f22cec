import { nextLink } from "../../../services/lists/page.ts";
import { listVersions as list } from "../../../services/workflows/versions.ts";
import type { Handlers } from "../../handler.ts";

export const listVersions: Handlers["listVersions"] = async ({ auth, params, query }, deps) => {
    const data = await list(deps, auth, { id: params.id, query });
    const link = nextLink(`/api/workflows/${params.id}/versions`, query, data.pagination);
    return { data, headers: { link } };
};
