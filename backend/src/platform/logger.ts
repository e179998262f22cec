import pino from "pino";
import type { DestinationStream, Logger } from "pino";
import { isoTime } from "./iso-time.ts";
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
    const isForPeople = options.format === "lines";
    const destination = options.destination ?? standardOutput(isForPeople);
    return pino(
        {
            level: options.level ?? "info",
            base: { service: name },
            timestamp: () => `,"time":"${isoTime(Date.now())}"`,
            messageKey: "message",
            formatters: {
                level: (label) => ({ level: label }),
                log: redact
            },
            serializers: { err: describeError, error: describeError }
        },
        isForPeople ? readableLines(destination) : destination
    );
}

/** Longer than a turn's lines mostly are. */
const TURN_CHARS = 65_536;

/**
 * Lines of one turn of the event loop leave in one write, however many requests it answered; at a
 * terminal each leaves at once, in order with what else is printed. A process that exits, by whatever
 * error of ours, leaves none behind.
 */
function standardOutput(isForPeople: boolean): DestinationStream {
    const output = pino.destination({ dest: 1, sync: true });
    if (isForPeople) return output;
    let waiting = "";
    const flush = (): void => {
        if (waiting === "") return;
        const lines = waiting;
        waiting = "";
        output.write(lines);
    };
    process.once("exit", flush);
    return {
        write: (line) => {
            if (waiting === "") setImmediate(flush);
            waiting += line;
            if (waiting.length > TURN_CHARS) flush();
        }
    };
}

/** For what happens on behalf of one request. */
export function createRequestLogger(parent: Logger, request: { readonly id: string }): Logger {
    return parent.child({ request_id: request.id });
}

/** For work that no request waits for: the engine, the sweeper, a lane. */
export function createWorkerLogger(parent: Logger, worker: string): Logger {
    return parent.child({ worker });
}
