import { createWorkflow as create } from "../../../services/workflows/create.ts";
import { etagOf } from "../../../services/workflows/revision.ts";
import { actorOf } from "../../actor.ts";
import type { Handlers } from "../../handler.ts";

export const createWorkflow: Handlers["createWorkflow"] = async (request, deps) => {
    const { name, description = null, tags = [], definition } = request.body;
    const { workflow, problems } = await create(deps, actorOf(request), {
        id: request.resource_id,
        name,
        description,
        tags,
        definition
    });
    return {
        data: {
            id: workflow.id,
            name: workflow.name,
            description: workflow.description,
            version: workflow.version,
            revision: workflow.revision,
            created_at: workflow.created_at.toISOString(),
            updated_at: workflow.updated_at.toISOString(),
            problems: [...problems]
        },
        headers: { location: `/api/workflows/${workflow.id}`, etag: etagOf(workflow) }
    };
};
