import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { sessionStore } from "../stores/session.ts";
import { ApiError } from "./api-error.ts";
import { logger } from "./logger.ts";

const RETRIES = 2;

export const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error, query) => report(error, query.queryKey) }),
    mutationCache: new MutationCache({ onError: (error) => report(error, "mutation") }),
    defaultOptions: {
        queries: {
            staleTime: 5000,
            // Offline is an answer too: pages say so instead of waiting in silence.
            networkMode: "always",
            retry: (failures, error) =>
                error instanceof ApiError && error.isRetryable && failures < RETRIES
        },
        mutations: { networkMode: "always", retry: false }
    }
});

function report(error: Error, subject: unknown): void {
    const code = error instanceof ApiError ? error.code : error.name;
    const request_id = error instanceof ApiError ? error.requestId : undefined;
    logger.warn("call failed", { code, subject, request_id, message: error.message });
}

/**
 * Another person's data never stays: the cache is emptied when the session ends. Coming back after it
 * expired refreshes what is on the screen.
 */
export function watchSession(): void {
    sessionStore.subscribe((now, before) => {
        if (now.status === before.status) return;
        if (now.status === "signed_out") queryClient.clear();
        if (now.status === "signed_in" && before.status === "expired") {
            void queryClient.invalidateQueries();
        }
    });
}
