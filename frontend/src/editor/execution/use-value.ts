import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { detailKeys, fetchValue, useValueSize } from "../../api/queries/execution-detail.ts";

/** Where the rest of a value is that came with its beginning only. */
export interface ValueRest {
    readonly url: string;
    /** Null when nobody has said it yet: then the server is asked. */
    readonly bytes: number | null;
}

/** More than this would keep the page busy for longer than a person waits: it is for a file. */
export const MOST_SHOWN = 24_000_000;

/** A stored value, loaded when somebody asks for it and kept while the page is open. */
export function useValue(rest: ValueRest | undefined) {
    const [wanted, setWanted] = useState<string | null>(null);
    const url = rest?.url;
    const size = useValueSize(url, rest?.bytes ?? null);
    const answer = useQuery({
        queryKey: detailKeys.value(url ?? ""),
        queryFn: async ({ signal }) => {
            const text = await fetchValue(url ?? "", signal);
            const value: unknown = JSON.parse(text);
            return { text, value };
        },
        enabled: url !== undefined && wanted === url,
        staleTime: Infinity,
        retry: false
    });
    return {
        bytes: rest?.bytes ?? size.data ?? null,
        loaded: answer.data,
        error: answer.error ?? size.error,
        isLoading: answer.isFetching,
        load: () => {
            if (url === undefined) return;
            if (wanted === url) void answer.refetch();
            setWanted(url);
        }
    };
}
