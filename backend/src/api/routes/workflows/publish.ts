import { publishWorkflow as publish } from "../../../services/workflows/publish.ts";
import { etagOf, readIfMatch } from "../../../services/workflows/revision.ts";
import { actorOf } from "../../actor.ts";
import type { Handlers } from "../../handler.ts";

export const publishWorkflow: Handlers["publishWorkflow"] = async (request, deps) => {
    const { id } = request.params;
    const { version, revision, problems } = await publish(deps, actorOf(request), {
        id,
        note: request.body?.note ?? null,
        expected: readIfMatch(request.headers["if-match"])
    });
    return {
        data: { id, version, revision, problems: [...problems] },
        headers: { etag: etagOf({ revision }) }
    };
};
