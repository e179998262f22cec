import { defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from "@temporalio/client";

/** Between two tries of one call. */
const LONGEST_MS = 1_000;
const MARGIN_MS = 100;
const defaults = defaultGrpcRetryOptions();

/**
 * The SDK's retries, which can be ended: one that comes after its channel was closed is thrown where
 * nobody can catch it, and would take the process along.
 */
export class Retries {
    readonly interceptor = makeGrpcRetryInterceptor({
        delayFunction: (attempt, status) =>
            Math.min(defaults.delayFunction(attempt, status), LONGEST_MS),
        retryableDecider: (attempt, status) => {
            if (this.isOver || !defaults.retryableDecider(attempt, status)) return false;
            this.lastAt = performance.now();
            return true;
        }
    });
    private isOver = false;
    private lastAt = -Infinity;

    /** Resolves when no further try can come. */
    async end(): Promise<void> {
        this.isOver = true;
        const left = this.lastAt + LONGEST_MS + MARGIN_MS - performance.now();
        if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    }
}
