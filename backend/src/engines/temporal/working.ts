import type { NativeConnection } from "@temporalio/worker";
import type { Logger } from "../../platform/logger.ts";
import type { TemporalLink } from "./connection.ts";
import { atMost } from "./patience.ts";
import type { TemporalWorker } from "./worker.ts";

/** The worker of this process: there as soon as Temporal is, and again after it was lost. */
export interface Working {
    /** Why nothing is taken now, in words for whoever runs us; null: it is. */
    trouble(): string | null;
    /** Resolves once it takes work for the first time; never, where that does not happen. */
    begun(): Promise<void>;
    /** Takes no more, and lets what runs end. */
    stop(): Promise<void>;
}

export interface WorkingOptions {
    readonly link: TemporalLink;
    readonly logger: Logger;
    readonly create: (
        connection: NativeConnection,
        onEnded: (error: unknown) => void
    ) => Promise<TemporalWorker>;
    readonly retry_ms?: number;
}

const RETRY_MS = 5_000;

export function keepWorking(options: WorkingOptions): Working {
    const { link, logger, create, retry_ms = RETRY_MS } = options;
    const stopping = new AbortController();
    const begun = Promise.withResolvers<void>();
    const stopped = abortOf(stopping.signal);
    let trouble: string | null = "The worker has not begun yet.";

    /** From its begin to its end; resolves when it is to be made anew. */
    const work = async (): Promise<void> => {
        const connected = link.prepared().then(() => link.native());
        const connection = await Promise.race([connected, stopped]);
        if (connection === undefined) return;
        const ended = Promise.withResolvers<unknown>();
        const worker = await create(connection, ended.resolve);
        trouble = null;
        begun.resolve();
        const reason = await Promise.race([ended.promise, stopped]);
        if (reason !== undefined) {
            trouble = "The worker ended by itself, and is started again.";
            logger.error({ err: reason }, "temporal_worker_ended");
        }
        await worker.stop();
    };

    const working = (async (): Promise<void> => {
        while (!stopping.signal.aborted) {
            try {
                await work();
            } catch (error) {
                if (stopping.signal.aborted) return;
                trouble = "The worker could not be started; it is tried again.";
                logger.error({ err: error }, "temporal_worker_not_started");
            }
            if (!stopping.signal.aborted) await atMost(stopped, retry_ms);
        }
    })();

    return {
        // What is with Temporal is the engine's to tell.
        trouble: () => (link.trouble() === null ? trouble : "The worker waits for Temporal."),
        begun: () => begun.promise,
        stop: async () => {
            stopping.abort();
            await working;
        }
    };
}

function abortOf(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener("abort", () => resolve(), { once: true });
    });
}
