import { Connection } from "./connection.ts";
import type { HttpAnswer, Target } from "./connection.ts";

/** One kind of request, made anew each time so that its answer can be told from all others. */
export interface Shot {
    readonly request: (n: number) => string;
    /** What is wrong with the answer, or null. */
    readonly check: (answer: HttpAnswer, n: number) => string | null;
}

export interface DriveOptions {
    readonly target: Target;
    readonly shot: Shot;
    readonly clients: number;
    readonly seconds: number;
    /** Stops after so many requests, if that is sooner. */
    readonly count?: number;
}

export interface Driven {
    /** Good answers. */
    readonly count: number;
    readonly seconds: number;
    readonly per_second: number;
    readonly p50_ms: number;
    readonly p99_ms: number;
    readonly errors: readonly string[];
}

let serial = 0;

/** Closed loop: each client sends its next request when it has the answer to the last. */
export async function drive(options: DriveOptions): Promise<Driven> {
    const { target, shot, clients, count = Infinity } = options;
    let left = count;
    const connections = await Promise.all(
        Array.from({ length: clients }, () => Connection.open(target))
    );
    const times: number[] = [];
    const errors: string[] = [];
    const started = performance.now();
    const end = started + options.seconds * 1_000;
    const client = async (connection: Connection): Promise<void> => {
        while (errors.length < 20) {
            const sent = performance.now();
            if (sent >= end || left <= 0) return;
            left -= 1;
            serial += 1;
            const n = serial;
            const answer = await connection.send(shot.request(n));
            const wrong = shot.check(answer, n);
            if (wrong === null) times.push(performance.now() - sent);
            else errors.push(wrong);
        }
    };
    await Promise.all(
        connections.map((connection) =>
            client(connection).catch((error: unknown) => void errors.push(String(error)))
        )
    );
    const seconds = (performance.now() - started) / 1_000;
    for (const connection of connections) connection.close();
    const sorted = Float64Array.from(times).sort();
    return {
        count: times.length,
        seconds,
        per_second: times.length / seconds,
        p50_ms: quantile(sorted, 0.5),
        p99_ms: quantile(sorted, 0.99),
        errors
    };
}

export function quantile(sorted: Float64Array, share: number): number {
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export interface RequestParts {
    readonly method: string;
    readonly path: string;
    readonly headers?: { readonly [name: string]: string };
    readonly body?: string;
}

export function requestText({ method, path, headers = {}, body = "" }: RequestParts): string {
    let text = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n`;
    for (const [name, value] of Object.entries(headers)) text += `${name}: ${value}\r\n`;
    if (body !== "") text += "content-type: application/json\r\n";
    if (body !== "" || method !== "GET") text += `content-length: ${Buffer.byteLength(body)}\r\n`;
    return `${text}\r\n${body}`;
}
