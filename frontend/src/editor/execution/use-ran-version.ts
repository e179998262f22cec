import type {
    Execution,
    ExecutionSummary
} from "@flowmaestro/shared/contract/routes/executions.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { useIsLive, useLiveVersion } from "../../api/queries/execution-detail.ts";

export interface RanVersion {
    /** Null for a draft, as in every list. */
    readonly version: number | null;
    readonly live: number | undefined;
    /** What ran is what is live; of a draft, to the letter. */
    readonly isLive: boolean;
}

/** Which version ran, and how it stands to what is live now. */
export function useRanVersion(ran: {
    readonly summary: Execution | ExecutionSummary | null;
    readonly isDeleted: boolean;
    readonly definition: WorkflowDefinition | undefined;
}): RanVersion {
    const { summary, isDeleted, definition } = ran;
    const version = summary?.version ?? null;
    const live = useLiveVersion(summary?.workflow_id, isDeleted).data;
    const isSame = useIsLive({
        workflowId: summary?.workflow_id ?? "",
        live: summary !== null && version === null && !isDeleted ? live : undefined,
        definition
    });
    return { version, live, isLive: isSame || (version !== null && version === live) };
}
