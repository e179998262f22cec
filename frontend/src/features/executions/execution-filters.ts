import { executionStatusSchema } from "@flowmaestro/shared/contract/routes/executions.ts";
import { z } from "zod";
import { useUrlState } from "../../hooks/use-url-state.ts";

export const PAGE_SIZE = 25;

const workflowId = z.uuid();

/** Which executions are shown, as the address says it; what it says wrongly is left out. */
export function useExecutionFilters() {
    const url = useUrlState();
    const status = executionStatusSchema.safeParse(url.get("status")).data ?? "";
    const workflow = workflowId.safeParse(url.get("workflow")).data ?? "";
    const page = url.page();
    return {
        status,
        workflow,
        page,
        isFiltered: status !== "" || workflow !== "",
        query: {
            page,
            limit: PAGE_SIZE,
            status: status === "" ? undefined : status,
            workflow_id: workflow === "" ? undefined : workflow
        },
        setStatus: (next: string) => url.set({ status: next }),
        setWorkflow: (next: string) => url.set({ workflow: next }),
        setPage: (next: number) =>
            url.set({ page: next === 1 ? null : String(next) }, { push: true }),
        reset: () => url.set({ status: null, workflow: null })
    };
}

export type ExecutionFilters = ReturnType<typeof useExecutionFilters>;
