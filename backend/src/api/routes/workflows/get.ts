import { readWorkflow } from "../../../services/workflows/read.ts";
import { etagOf } from "../../../services/workflows/revision.ts";
import type { Handlers } from "../../handler.ts";

export const getWorkflow: Handlers["getWorkflow"] = async ({ auth, params }, deps) => {
    const data = await readWorkflow(deps, auth, params.id);
    return { data, headers: { etag: etagOf(data) } };
};
