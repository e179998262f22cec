import { etagOf } from "../../../services/workflows/revision.ts";
import type { Saved } from "../../../services/workflows/save.ts";

export function savedAnswer({ workflow, problems }: Saved) {
    const { id, version, revision, updated_at } = workflow;
    return {
        data: {
            id,
            version,
            revision,
            updated_at: updated_at.toISOString(),
            problems: [...problems]
        },
        headers: { etag: etagOf(workflow) }
    };
}
