import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { HumanRequest } from "@flowmaestro/shared/contract/routes/requests.ts";
import { call } from "../client.ts";
import { executionKeys } from "./executions.ts";

export const requestKeys = {
    count: ["requests", "count"],
    of: (execution: string, stamp: string) => [...executionKeys.one(execution), "requests", stamp]
} as const;

const PAGE = 100;
/** More open questions than these are for an inbox. */
const MOST = 500;

/** The open questions of an execution; `stamp` names the state they belong to. */
export function useOpenRequests(execution: string, stamp: string) {
    return useQuery({
        queryKey: requestKeys.of(execution, stamp),
        queryFn: ({ signal }) => openRequests(execution, signal),
        enabled: stamp !== "",
        staleTime: Infinity,
        placeholderData: keepPreviousData
    });
}

async function openRequests(
    execution: string,
    signal: AbortSignal
): Promise<readonly HumanRequest[]> {
    const all: HumanRequest[] = [];
    for (let page = 1; all.length < MOST; page += 1) {
        const query = { execution_id: execution, status: "open", page, limit: PAGE } as const;
        const { requests } = await call("listRequests", { query }, { signal });
        all.push(...requests);
        if (requests.length < PAGE) break;
    }
    return all;
}

/** What became of one question: for who comes too late. */
export function useRequest(id: string, isWanted: boolean) {
    return useQuery({
        queryKey: ["requests", "one", id],
        queryFn: ({ signal }) => call("getRequest", { params: { id } }, { signal }),
        enabled: isWanted
    });
}

export interface Respond {
    readonly requestId: string;
    readonly response: Json;
    /** The same over all tries of one answer: it is taken once. */
    readonly key: string;
}

export function useRespond() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: ({ requestId, response, key }: Respond) =>
            call(
                "respondToRequest",
                { params: { id: requestId }, body: { response: z.json().parse(response) } },
                { idempotencyKey: key }
            ),
        // The question itself goes by the facts: who was too late still sees what was asked.
        onSettled: () => client.invalidateQueries({ queryKey: requestKeys.count })
    });
}

const COUNT_REFRESH_MS = 10_000;

/** How many questions of all executions wait for somebody. */
export function useOpenRequestCount(): number {
    const { data } = useQuery({
        queryKey: requestKeys.count,
        queryFn: async ({ signal }) => {
            const query = { status: "open", limit: 1 } as const;
            const { pagination } = await call("listRequests", { query }, { signal });
            return pagination.total;
        },
        refetchInterval: COUNT_REFRESH_MS
    });
    return data ?? 0;
}
