import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { RawBodyOf } from "@flowmaestro/shared/contract/route.ts";
import type { Routes } from "@flowmaestro/shared/contract/routes.ts";
import type { Execution } from "@flowmaestro/shared/contract/routes/executions.ts";
import { call } from "../client.ts";
import { executionKeys } from "./executions.ts";

/**
 * What is done to an execution from outside. None of it changes what is shown: the facts that follow do,
 * for who asked as for everybody else.
 */
export function usePauseExecution() {
    return useControl((id: string) => call("pauseExecution", { params: { id }, body: {} }));
}

export function useResumeExecution() {
    return useControl((id: string) => call("resumeExecution", { params: { id }, body: {} }));
}

export function useCancelExecution() {
    return useControl(({ id, reason }: { readonly id: string; readonly reason?: string }) =>
        call("cancelExecution", {
            params: { id },
            body: reason === undefined || reason === "" ? {} : { reason }
        })
    );
}

export type Signal = RawBodyOf<Routes["signalExecution"]>;

export function useSignalExecution() {
    return useControl(
        (given: { readonly id: string; readonly signal: Signal; readonly key: string }) =>
            call(
                "signalExecution",
                { params: { id: given.id }, body: given.signal },
                { idempotencyKey: given.key }
            )
    );
}

export type Rerun = NonNullable<RawBodyOf<Routes["retryExecution"]>>;

export function useRetryExecution() {
    return useControl(
        (given: { readonly id: string; readonly rerun: Rerun; readonly key: string }) =>
            call(
                "retryExecution",
                { params: { id: given.id }, body: given.rerun },
                { idempotencyKey: given.key }
            )
    );
}

function useControl<Given, Answer>(act: (given: Given) => Promise<Answer>) {
    const client = useQueryClient();
    return useMutation({
        mutationFn: act,
        onSettled: () => client.invalidateQueries({ queryKey: executionKeys.all })
    });
}

/**
 * Where an execution comes from and what came of it; `stamp` names the state that was true in. What
 * the page has loaded anyway is not asked for again.
 */
export function useLineage(id: string, stamp: string, loaded?: Execution) {
    return useQuery({
        queryKey: [...executionKeys.one(id), "lineage", stamp],
        queryFn: async ({ signal }) =>
            lineageOf(await call("getExecution", { params: { id } }, { signal })),
        placeholderData: (before) => before,
        ...(loaded?.id === id && loaded.status === stamp
            ? { initialData: lineageOf(loaded), staleTime: Infinity }
            : {})
    });
}

function lineageOf({ caller, children, reruns, parent_execution_id: parent }: Execution) {
    return { caller, children, reruns, parent };
}

/** Number, workflow and status of another execution, for a link to it. */
export function useExecutionTitle(id: string | null) {
    return useQuery({
        queryKey: [...executionKeys.one(id ?? ""), "title"],
        queryFn: async ({ signal }) => {
            const execution = await call("getExecution", { params: { id: id ?? "" } }, { signal });
            const { number, workflow_name, workflow_id, status } = execution;
            return { number, workflow_name, workflow_id, status };
        },
        enabled: id !== null
    });
}
