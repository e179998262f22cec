import type { Logger } from "pino";
import type { EmbeddedPostgres } from "./embedded.ts";

const LOOK_MS = 1_000;

export interface KeepRunningOptions {
    readonly start: () => Promise<EmbeddedPostgres>;
    readonly logger: Logger;
    /** The process stops: what ends now is not started again. */
    readonly signal: AbortSignal;
}

/**
 * Our own Postgres has nobody else who would start it again: when something ends it (the kernel, short
 * of memory; somebody's kill), requests are refused until it is back, and nothing accepted is lost.
 */
export function keepRunning(
    first: EmbeddedPostgres,
    { start, logger, signal }: KeepRunningOptions
): Pick<EmbeddedPostgres, "stop" | "abandon"> {
    let current = first;
    let isOver = false;
    let looking: Promise<void> | null = null;
    let said = "";
    const look = async (): Promise<void> => {
        if (isOver || signal.aborted || isAlive(current.pid)) return;
        if (said === "") logger.error({ event: "postgres.ended" }, "Postgres ended; starting it");
        current = await start();
        said = "";
        logger.info({ event: "postgres.back" }, "Postgres is back");
    };
    const failed = (error: unknown): void => {
        const reason = error instanceof Error ? error.message : String(error);
        // Once a second the same words help nobody.
        if (reason !== said) logger.error({ event: "postgres.gone", reason }, "Postgres is gone");
        said = reason;
    };
    const timer = setInterval(() => {
        looking ??= look()
            .catch(failed)
            .finally(() => {
                looking = null;
            });
    }, LOOK_MS);
    timer.unref();
    return {
        abandon: () => current.abandon(),
        stop: async () => {
            isOver = true;
            clearInterval(timer);
            await looking;
            await current.stop();
        }
    };
}

function isAlive(pid: number): boolean {
    try {
        return process.kill(pid, 0);
    } catch (error) {
        // Another user's, and there.
        return error instanceof Error && "code" in error && error.code === "EPERM";
    }
}
