import pino from "pino";
import type { DestinationStream, Logger } from "pino";
import { readableLines } from "./log-lines.ts";
import { describeError, redact } from "./redaction.ts";

export type { Logger } from "pino";

export interface LogOptions {
    readonly level?: string;
    /** `lines` is for people at a terminal. */
    readonly format?: "json" | "lines";
    readonly destination?: DestinationStream;
}

/**
 * The process's logger; parts of it get children. Object first, then a stable event name; ids always,
 * payloads never. Whatever passes is redacted by field name, and one line stays one line.
 */
export function createServiceLogger(name: string, options: LogOptions = {}): Logger {
    const destination = options.destination ?? pino.destination({ dest: 1, sync: true });
    return pino(
        {
            level: options.level ?? "info",
            base: { service: name },
            timestamp: pino.stdTimeFunctions.isoTime,
            messageKey: "message",
            formatters: {
                level: (label) => ({ level: label }),
                log: redact
            },
            serializers: { err: describeError, error: describeError }
        },
        options.format === "lines" ? readableLines(destination) : destination
    );
}

/** For what happens on behalf of one request. */
export function createRequestLogger(parent: Logger, request: { readonly id: string }): Logger {
    return parent.child({ request_id: request.id });
}

/** For work that no request waits for: the engine, the sweeper, a lane. */
export function createWorkerLogger(parent: Logger, worker: string): Logger {
    return parent.child({ worker });
}
