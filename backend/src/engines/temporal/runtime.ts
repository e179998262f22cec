import { Runtime, makeTelemetryFilterString } from "@temporalio/worker";
import type { Logger as SdkLogger } from "@temporalio/worker";
import type { Logger } from "../../platform/logger.ts";

let isInstalled = false;

/**
 * The SDK's native part, which there is one of in a process: it writes to our log, and leaves signals to
 * us (left alone it takes SIGTERM away from everybody). Before anything else of the worker's.
 */
export function installRuntime(logger: Logger): void {
    if (isInstalled) return;
    isInstalled = true;
    Runtime.install({
        shutdownSignals: [],
        logger: sdkLogger(logger.child({ part: "temporal" })),
        telemetryOptions: {
            logging: {
                filter: makeTelemetryFilterString({ core: "WARN", other: "ERROR" }),
                forward: {}
            }
        }
    });
}

/** What a workflow or an activity says carries who it is: that stays, and what is large goes. */
function sdkLogger(logger: Logger): SdkLogger {
    const write =
        (level: "trace" | "debug" | "info" | "warn" | "error") =>
        (message: string, meta: Record<string, unknown> = {}): void => {
            const { sdkComponent, workflowId, runId, activityType, taskQueue, error, target } =
                meta;
            const about = { sdkComponent, workflowId, runId, activityType, taskQueue, target };
            logger[level](error === undefined ? about : { ...about, err: error }, message);
        };
    const writeAt = {
        TRACE: write("trace"),
        DEBUG: write("debug"),
        // Starts, stops and state changes of pollers: news for whoever looks for them.
        INFO: write("debug"),
        WARN: write("warn"),
        ERROR: write("error")
    };
    return {
        log: (level, message, meta) => writeAt[level](message, meta),
        trace: writeAt.TRACE,
        debug: writeAt.DEBUG,
        info: writeAt.INFO,
        warn: writeAt.WARN,
        error: writeAt.ERROR
    };
}
