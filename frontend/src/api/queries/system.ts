import { useQuery } from "@tanstack/react-query";
import { call } from "../client.ts";

/** What the server says of itself before anybody has signed in. */
export function useServerInfo() {
    return useQuery({
        queryKey: ["info"],
        queryFn: ({ signal }) => call("getInfo", {}, { signal }),
        staleTime: Infinity
    });
}

/** The node types of this server; they change with its version only. */
export function useNodeTypes() {
    return useQuery({
        queryKey: ["nodes"],
        queryFn: ({ signal }) => call("listNodes", {}, { signal }),
        staleTime: Infinity
    });
}
