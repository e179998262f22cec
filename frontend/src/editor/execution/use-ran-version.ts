import type {
    Execution,
    ExecutionSummary
} from "@flowmaestro/shared/contract/routes/executions.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { useIsLive, useLiveVersion } from "../../api/queries/execution-detail.ts";

export interface RanVersion {
    /** Null for a draft that is not what is live. */
    readonly version: number | null;
    readonly live: number | undefined;
    readonly isLive: boolean;
}

/** Which version ran: the header and the canvas say the same. A draft equal to what is live is that version. */
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
    const shown = isSame && live !== undefined ? live : version;
    return { version: shown, live, isLive: shown !== null && shown === live };
}
