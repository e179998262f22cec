import type { ServerResponse } from "node:http";
import type { Line } from "./frame-lines.ts";
import type { ExecutionKey, Hub } from "./hub.ts";

export type EventFormat = "frames" | "facts";

export interface StreamRequest {
    readonly hub: Hub;
    readonly response: ServerResponse;
    readonly execution: ExecutionKey;
    readonly after_seq: number;
    /** It had ended when it was looked up: what is left of the log is all there will be. */
    readonly is_over: boolean;
    readonly format: EventFormat;
    readonly signal: AbortSignal;
}

const HEARTBEAT_MS = 15_000;
const RETRY_MS = 1_000;

/**
 * An execution as server-sent events, from a point on to its terminal fact. `id` is the fact's `seq`,
 * so a browser that comes back says by itself where it stopped; hints have none. A reader that does
 * not keep up is not buffered for: the log is read on when its socket takes more.
 */
export function streamEvents(request: StreamRequest): Promise<void> {
    const { response, execution, after_seq, signal } = request;
    response.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache, no-transform",
        connection: "keep-alive",
        // Proxies that collect answers would make this one come all at once.
        "x-accel-buffering": "no"
    });
    response.write(`retry: ${RETRY_MS}\n\n`);
    return new Promise((resolve) => {
        const heartbeat = setInterval(() => response.write(": alive\n\n"), HEARTBEAT_MS);
        const finish = (): void => {
            clearInterval(heartbeat);
            signal.removeEventListener("abort", finish);
            follower.stop();
            response.end();
            resolve();
        };
        const follower = request.hub.follow({
            ...execution,
            after_seq,
            is_over: request.is_over,
            sink: {
                lines: (lines) => {
                    const text = lines.map((line) => toEvent(line, request.format)).join("");
                    return response.write(text) ? undefined : drained(response, signal);
                },
                hint: (frame) => {
                    if (request.format === "frames" && !response.writableNeedDrain)
                        response.write(`event: ${frame.type}\ndata: ${frame.text}\n\n`);
                },
                // Not within `follow`: the follower has to be known here first.
                ended: () => queueMicrotask(finish),
                failed: () => queueMicrotask(finish)
            }
        });
        signal.addEventListener("abort", finish, { once: true });
        if (signal.aborted) finish();
    });
}

function toEvent({ seq, type, fact, text }: Line, format: EventFormat): string {
    const data = format === "frames" ? text : JSON.stringify(fact);
    return `id: ${seq}\nevent: ${type}\ndata: ${data}\n\n`;
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
        const done = (): void => {
            response.off("drain", done);
            signal.removeEventListener("abort", done);
            resolve();
        };
        response.once("drain", done);
        signal.addEventListener("abort", done, { once: true });
    });
}
