import type { RawBodyOf } from "@flowmaestro/shared/contract/route.ts";
import type { Routes } from "@flowmaestro/shared/contract/routes.ts";
import { redact, redactText } from "./redact.ts";

type Batch = RawBodyOf<Routes["sendClientLogs"]>;
export type LogEntry = Batch["logs"][number];
export type LogLevel = LogEntry["level"];
export type LogContext = { readonly [key: string]: unknown };

export interface LoggerOptions {
    readonly sessionId: string;
    /** Delivers a batch; a rejection keeps it for the next try. `isClosing`: the page goes away now. */
    readonly send: (batch: Batch, isClosing: boolean) => Promise<void>;
    /** Nobody to log for: entries wait. */
    readonly canSend: () => boolean;
    readonly now?: () => Date;
}

export interface Logger {
    readonly debug: (message: string, context?: LogContext) => void;
    readonly info: (message: string, context?: LogContext) => void;
    readonly warn: (message: string, context?: LogContext) => void;
    readonly error: (message: string, context?: LogContext) => void;
    /** Ties what follows together, for example to one execution or one save. */
    readonly withCorrelation: (correlationId: string) => Logger;
    readonly flush: (isClosing?: boolean) => Promise<void>;
}

const EVERY_MS = 5000;
const BATCH_SIZE = 50;
/** While the server is away the oldest entries give way. */
const KEPT = 500;

export function createLogger(options: LoggerOptions): Logger {
    const now = options.now ?? (() => new Date());
    let waiting: LogEntry[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isSending = false;

    function schedule(): void {
        if (timer !== undefined || waiting.length === 0) return;
        timer = setTimeout(() => void flush(), EVERY_MS);
    }

    async function flush(isClosing = false): Promise<void> {
        clearTimeout(timer);
        timer = undefined;
        if (waiting.length === 0 || (isSending && !isClosing)) return;
        if (!options.canSend()) return schedule();
        const logs = waiting.slice(0, BATCH_SIZE);
        waiting = waiting.slice(BATCH_SIZE);
        isSending = true;
        try {
            await options.send({ session_id: options.sessionId, logs }, isClosing);
        } catch {
            // Logging that logging failed would never end. Kept, within bounds, for the next round.
            waiting = [...logs, ...waiting].slice(-KEPT);
        } finally {
            isSending = false;
        }
        schedule();
    }

    function write(entry: LogEntry): void {
        waiting = [...waiting, entry].slice(-KEPT);
        if (waiting.length >= BATCH_SIZE) void flush();
        else schedule();
    }

    return loggerFor(write, { now, flush, correlationId: undefined });
}

interface LoggerFrame {
    readonly now: () => Date;
    readonly flush: (isClosing?: boolean) => Promise<void>;
    readonly correlationId: string | undefined;
}

function loggerFor(write: (entry: LogEntry) => void, frame: LoggerFrame): Logger {
    const at = (level: LogLevel) => (message: string, context?: LogContext) => {
        const masked = context === undefined ? null : redact(context);
        write({
            level,
            message: redactText(message),
            timestamp: frame.now().toISOString(),
            ...(frame.correlationId === undefined ? {} : { correlation_id: frame.correlationId }),
            ...(isRecord(masked) ? { context: masked } : {})
        });
    };
    return {
        debug: at("debug"),
        info: at("info"),
        warn: at("warn"),
        error: at("error"),
        withCorrelation: (correlationId) => loggerFor(write, { ...frame, correlationId }),
        flush: frame.flush
    };
}

function isRecord(value: unknown): value is NonNullable<LogEntry["context"]> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
