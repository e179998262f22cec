import { readIfMatch } from "../../../services/workflows/revision.ts";
import { saveWorkflow } from "../../../services/workflows/save.ts";
import { actorOf } from "../../actor.ts";
import type { Handlers } from "../../handler.ts";
import { savedAnswer } from "./saved-answer.ts";

export const patchWorkflow: Handlers["patchWorkflow"] = async (request, deps) =>
    savedAnswer(
        await saveWorkflow(deps, actorOf(request), {
            change: { id: request.params.id, ...request.body },
            expected: readIfMatch(request.headers["if-match"]),
            publish: "changed"
        })
    );
