import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call } from "../client.ts";

const MOST = 20;

/** Workflows another one may call, newest first, by what is typed. */
export function useCallableWorkflows(search: string, isWanted: boolean) {
    const query = {
        limit: MOST,
        sort: "updated_at",
        search: search.trim() === "" ? undefined : search.trim()
    } as const;
    return useQuery({
        queryKey: ["workflows", "callable", query],
        queryFn: ({ signal }) => call("listWorkflows", { query }, { signal }),
        enabled: isWanted,
        placeholderData: keepPreviousData
    });
}

/** The one that is called: its name, and the versions it may be called in. */
export function useCalledWorkflow(id: string | null) {
    return useQuery({
        queryKey: ["workflows", "called", id],
        queryFn: async ({ signal }) =>
            call("getWorkflow", { params: { id: id ?? "" } }, { signal }),
        enabled: id !== null,
        retry: false
    });
}

/** The definition of a published version. */
export function useVersionGraph(id: string | null, version: number | null) {
    return useQuery({
        queryKey: ["workflows", "version", id, version],
        queryFn: ({ signal }) =>
            call("getVersion", { params: { id: id ?? "", version: version ?? 0 } }, { signal }),
        enabled: id !== null && version !== null && version > 0,
        retry: false
    });
}
