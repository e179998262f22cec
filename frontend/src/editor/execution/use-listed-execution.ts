import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ResponseOf } from "@flowmaestro/shared/contract/route.ts";
import type { Routes } from "@flowmaestro/shared/contract/routes.ts";
import type { ExecutionSummary } from "@flowmaestro/shared/contract/routes/executions.ts";
import { executionKeys } from "../../api/queries/executions.ts";

/** What a list that was just looked at knows of it already: the header does not have to wait. */
export function useListedExecution(id: string): ExecutionSummary | null {
    const client = useQueryClient();
    const [found] = useState(() => {
        const lists = client.getQueriesData<ResponseOf<Routes["listExecutions"]>>({
            queryKey: [...executionKeys.all, "list"]
        });
        const all = lists.flatMap(([, data]) => data?.executions ?? []);
        return all.find((one) => one.id === id) ?? null;
    });
    return found;
}
