import { etagOf, preconditionRequired, readIfMatch } from "../../../services/workflows/revision.ts";
import { saveWorkflow } from "../../../services/workflows/save.ts";
import { actorOf } from "../../actor.ts";
import type { Handlers } from "../../handler.ts";

export const saveDraft: Handlers["saveDraft"] = async (request, deps) => {
    const expected = readIfMatch(request.headers["if-match"]);
    if (expected === undefined) throw preconditionRequired();
    const { workflow, problems } = await saveWorkflow(deps, actorOf(request), {
        change: { id: request.params.id, ...request.body },
        expected,
        publish: "never"
    });
    const { id, revision, updated_at } = workflow;
    return {
        data: {
            id,
            revision,
            has_draft_changes: workflow.definition_hash !== workflow.published_hash,
            updated_at: updated_at.toISOString(),
            problems: [...problems]
        },
        headers: { etag: etagOf(workflow) }
    };
};
