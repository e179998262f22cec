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

/** The native part says every failed call, hundreds a minute while Temporal is away. */
const SAID_EVERY_MS = 30_000;

type Level = "trace" | "debug" | "info" | "warn" | "error";

/** What a workflow or an activity says carries who it is: that stays, and what is large goes. */
export function sdkLogger(logger: Logger, now = () => performance.now()): SdkLogger {
    const said = new Map<string, { at: number; since: number }>();
    const write = (level: Level, message: string, meta: Record<string, unknown> = {}): void => {
        const { sdkComponent, workflowId, runId, activityType, taskQueue, error, target } = meta;
        const about = { sdkComponent, workflowId, runId, activityType, taskQueue, target };
        const repeated = sdkComponent === "core" ? repeats(`${String(target)} ${message}`) : 0;
        if (repeated === null) return;
        const more = { ...(error === undefined ? {} : { err: error }), ...counted(repeated) };
        logger[level]({ ...about, ...more }, message);
    };
    /** How often it was kept back since it was said; null: it is kept back now. */
    const repeats = (what: string): number | null => {
        const last = said.get(what);
        if (last === undefined || now() - last.at >= SAID_EVERY_MS) {
            if (said.size > 1_000) said.clear();
            said.set(what, { at: now(), since: 0 });
            return last?.since ?? 0;
        }
        last.since += 1;
        return null;
    };
    const at =
        (level: Level) =>
        (message: string, meta?: Record<string, unknown>): void =>
            write(level, message, meta);
    const levels = {
        TRACE: at("trace"),
        DEBUG: at("debug"),
        // Starts, stops and state changes of pollers: news for whoever looks for them.
        INFO: at("debug"),
        WARN: at("warn"),
        ERROR: at("error")
    };
    return {
        log: (level, message, meta) => levels[level](message, meta),
        trace: levels.TRACE,
        debug: levels.DEBUG,
        info: levels.INFO,
        warn: levels.WARN,
        error: levels.ERROR
    };
}

function counted(repeated: number): { repeated?: number } {
    return repeated === 0 ? {} : { repeated };
}
