import { useEffect, useState } from "react";
import type { ExecutionLog } from "@flowmaestro/shared/contract/routes/executions.ts";
import { asApiError } from "../../api/api-error.ts";
import type { ApiError } from "../../api/api-error.ts";
import { call } from "../../api/client.ts";

const REFRESH_MS = 1_000;
const PAGE = 100;
/** A page keeps this many lines; the rest is a download away. */
const MOST = 5_000;

export interface Logs {
    readonly lines: readonly ExecutionLog[];
    readonly error: ApiError | null;
    readonly isLoading: boolean;
}

/** An execution's log lines: what is there, then what comes, until it ends. */
export function useLogs(executionId: string | null, isLive: boolean): Logs {
    const [logs, setLogs] = useState<Logs & { readonly of: string | null }>({
        of: null,
        lines: [],
        error: null,
        isLoading: true
    });

    useEffect(() => {
        if (executionId === null) return;
        const stop = new AbortController();
        let timer: ReturnType<typeof setTimeout> | undefined;
        let lines: ExecutionLog[] = [];
        let cursor: string | null = null;

        async function load(): Promise<void> {
            for (;;) {
                const page = await read(executionId ?? "", cursor, stop.signal);
                lines = merged(lines, page.logs);
                if (page.pagination.next_cursor === null || lines.length >= MOST) break;
                cursor = page.pagination.next_cursor;
            }
            setLogs({ of: executionId, lines, error: null, isLoading: false });
            if (isLive) timer = setTimeout(() => void run(), REFRESH_MS);
        }

        async function run(): Promise<void> {
            try {
                await load();
            } catch (error) {
                if (stop.signal.aborted) return;
                setLogs({ of: executionId, lines, error: asApiError(error), isLoading: false });
            }
        }

        void run();
        return () => {
            stop.abort();
            clearTimeout(timer);
        };
    }, [executionId, isLive]);

    return logs.of === executionId ? logs : { lines: [], error: null, isLoading: true };
}

async function read(id: string, cursor: string | null, signal: AbortSignal) {
    return await call(
        "listLogs",
        {
            params: { id },
            query: { limit: String(PAGE), ...(cursor === null ? {} : { cursor }) }
        },
        { signal }
    );
}

/** The last page is read again while it fills: lines that are known are not doubled. */
function merged(before: readonly ExecutionLog[], next: readonly ExecutionLog[]): ExecutionLog[] {
    const known = new Set(before.map((line) => line.id));
    return [...before, ...next.filter((line) => !known.has(line.id))];
}
