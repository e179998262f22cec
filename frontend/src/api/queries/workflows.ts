import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ResponseOf } from "@flowmaestro/shared/contract/route.ts";
import type { Routes } from "@flowmaestro/shared/contract/routes.ts";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { call } from "../client.ts";
import type { CallInput } from "../http.ts";

type ListQuery = NonNullable<CallInput<Routes["listWorkflows"]>["query"]>;
type CreateBody = CallInput<Routes["createWorkflow"]>["body"];
type DetailsBody = CallInput<Routes["patchWorkflow"]>["body"];
type WorkflowList = ResponseOf<Routes["listWorkflows"]>;

export const workflowKeys = {
    all: ["workflows"],
    list: (query: ListQuery) => ["workflows", "list", query],
    counts: (search: string) => ["workflows", "counts", search],
    one: (id: string) => ["workflows", "one", id]
} as const;

const LIVE_REFRESH_MS = 4000;

export function useWorkflowList(query: ListQuery) {
    return useQuery({
        queryKey: workflowKeys.list(query),
        queryFn: ({ signal }) => call("listWorkflows", { query }, { signal }),
        placeholderData: keepPreviousData,
        // Rows whose last execution is still open would grow old while one looks at them.
        refetchInterval: ({ state }) => (hasOpenExecution(state.data) ? LIVE_REFRESH_MS : false)
    });
}

function hasOpenExecution(list: WorkflowList | undefined): boolean {
    return (list?.workflows ?? []).some(
        ({ last_execution }) => last_execution !== null && isOpenStatus(last_execution.status)
    );
}

/** How many there are in each state, for the filter. */
export function useWorkflowCounts(search: string) {
    return useQuery({
        queryKey: workflowKeys.counts(search),
        queryFn: async ({ signal }) => {
            const count = async (state?: "live" | "draft") => {
                const query = { limit: 1, search: search === "" ? undefined : search, state };
                const { pagination } = await call("listWorkflows", { query }, { signal });
                return pagination.total ?? 0;
            };
            const [all, live, draft] = await Promise.all([count(), count("live"), count("draft")]);
            return { all, live, draft };
        },
        placeholderData: keepPreviousData
    });
}

export function useCreateWorkflow() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (input: { readonly body: CreateBody; readonly idempotencyKey: string }) =>
            call("createWorkflow", { body: input.body }, { idempotencyKey: input.idempotencyKey }),
        onSuccess: () => client.invalidateQueries({ queryKey: workflowKeys.all })
    });
}

export function useEditWorkflowDetails() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (input: { readonly id: string; readonly body: DetailsBody }) =>
            call("patchWorkflow", { params: { id: input.id }, body: input.body }),
        onSuccess: () => client.invalidateQueries({ queryKey: workflowKeys.all })
    });
}

export function useDuplicateWorkflow() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: async (input: { readonly id: string; readonly name: string }) => {
            const original = await call("getWorkflow", { params: { id: input.id } });
            const body = {
                name: input.name,
                description: original.description ?? undefined,
                tags: original.tags,
                definition: JSON.parse(
                    JSON.stringify(original.definition)
                ) as CreateBody["definition"]
            };
            return await call("createWorkflow", { body }, { idempotencyKey: crypto.randomUUID() });
        },
        onSuccess: () => client.invalidateQueries({ queryKey: workflowKeys.all })
    });
}

export function useDeleteWorkflow() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (id: string) => call("deleteWorkflow", { params: { id } }),
        onSuccess: async (_answer, id) => {
            client.removeQueries({ queryKey: workflowKeys.one(id) });
            await client.invalidateQueries({ queryKey: workflowKeys.all });
        }
    });
}
