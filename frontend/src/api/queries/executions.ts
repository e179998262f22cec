import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Routes } from "@flowmaestro/shared/contract/routes.ts";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { call } from "../client.ts";
import type { CallInput } from "../http.ts";

type ListQuery = NonNullable<CallInput<Routes["listExecutions"]>["query"]>;

export const executionKeys = {
    all: ["executions"],
    list: (query: ListQuery) => ["executions", "list", query],
    one: (id: string) => ["executions", "one", id]
} as const;

const LIVE_REFRESH_MS = 3000;
const QUIET_REFRESH_MS = 15_000;

export function useExecutionList(query: ListQuery) {
    return useQuery({
        queryKey: executionKeys.list(query),
        queryFn: ({ signal }) => call("listExecutions", { query }, { signal }),
        placeholderData: keepPreviousData,
        refetchInterval: ({ state }) =>
            (state.data?.executions ?? []).some(({ status }) => isOpenStatus(status))
                ? LIVE_REFRESH_MS
                : QUIET_REFRESH_MS
    });
}
