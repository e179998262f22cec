import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { z } from "zod";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { jsonEqual } from "@flowmaestro/shared/schema/json.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { call, callRaw } from "../client.ts";
import { executionKeys } from "./executions.ts";
import { workflowKeys } from "./workflows.ts";

/** Parts of one execution that its page asks for beside the facts: all of them stand still at the end. */
export const detailKeys = {
    instance: (id: string, instance: string, stamp: string) => [
        ...executionKeys.one(id),
        "instance",
        instance,
        stamp
    ],
    value: (url: string) => ["value", "text", url],
    size: (url: string) => ["value", "size", url]
} as const;

/** `stamp` names the state the answer belongs to: another one asks again, the old words stay so long. */
export function instanceQuery(input: {
    readonly id: string;
    readonly instance: string;
    readonly stamp: string;
}) {
    const { id, instance, stamp } = input;
    return queryOptions({
        queryKey: detailKeys.instance(id, instance, stamp),
        queryFn: ({ signal }) => call("getInstance", { params: { id, instance } }, { signal }),
        staleTime: Infinity
    });
}

export function useInstance(input: {
    readonly id: string;
    readonly instance: string;
    readonly stamp: string;
    readonly enabled?: boolean;
}) {
    return useQuery({
        ...instanceQuery(input),
        enabled: input.enabled ?? true,
        placeholderData: (before) => (before?.instance === input.instance ? before : undefined)
    });
}

/** A stored value's place as frames and instances give it: `/api/v1/executions/<id>/values/<sha>`. */
function valuePlace(url: string): { readonly id: string; readonly sha: string } | null {
    const match = /executions\/([^/]+)\/values\/([0-9a-f]{64})/u.exec(url);
    const [, id, sha] = match ?? [];
    return id === undefined || sha === undefined ? null : { id, sha };
}

/** The JSON text of a stored value. */
export async function fetchValue(url: string, signal?: AbortSignal): Promise<string> {
    const params = valuePlace(url) ?? { id: "", sha: "" };
    const options = { headers: { accept: "*/*" }, timeoutMs: 120_000 };
    const response = await callRaw(
        "getValue",
        { params },
        signal === undefined ? options : { ...options, signal }
    );
    return await response.text();
}

/** How many bytes it has, asked for with a range of one. */
export function useValueSize(url: string | undefined, known: number | null) {
    return useQuery({
        queryKey: detailKeys.size(url ?? ""),
        queryFn: async ({ signal }) => {
            const params = valuePlace(url ?? "") ?? { id: "", sha: "" };
            const headers = { accept: "*/*", range: "bytes=0-0" };
            const response = await callRaw("getValue", { params }, { headers, signal });
            const total = /\/(\d+)$/u.exec(response.headers.get("content-range") ?? "")?.[1];
            return total === undefined ? null : Number(total);
        },
        enabled: url !== undefined && known === null,
        staleTime: Infinity,
        retry: false
    });
}

/** The version of an execution's workflow that a start would run; 0 where there is none that can run. */
export function useLiveVersion(workflowId: string | undefined, isDeleted: boolean) {
    return useQuery({
        queryKey: [...workflowKeys.one(workflowId ?? ""), "version"],
        queryFn: async ({ signal }) => {
            const params = { id: workflowId ?? "" };
            const workflow = await call("getWorkflow", { params }, { signal });
            return workflow.is_live ? workflow.version : 0;
        },
        enabled: workflowId !== undefined && !isDeleted,
        placeholderData: keepPreviousData
    });
}

/** Whether a draft that ran is, to the letter, what is live: then the page says so. */
export function useIsLive(draft: {
    readonly workflowId: string;
    /** Undefined where there is nothing to compare. */
    readonly live: number | undefined;
    readonly definition: WorkflowDefinition | undefined;
}) {
    const { workflowId, live, definition } = draft;
    const { data } = useQuery({
        queryKey: [...workflowKeys.one(workflowId), "definition", live],
        queryFn: async ({ signal }) => {
            const params = { id: workflowId, version: live ?? 0 };
            return (await call("getVersion", { params }, { signal })).definition;
        },
        enabled: live !== undefined && live > 0 && definition !== undefined,
        staleTime: Infinity
    });
    return (
        data !== undefined && definition !== undefined && jsonEqual(plain(data), plain(definition))
    );
}

const json: z.ZodType<Json> = z.json();

function plain(definition: WorkflowDefinition): Json {
    return json.parse(JSON.parse(JSON.stringify(definition)));
}
