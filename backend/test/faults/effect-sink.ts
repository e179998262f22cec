import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

/**
 * A service outside that writes down every delivery by its `Idempotency-Key`. What it answers follows
 * from the body alone, so that whoever asks twice hears the same twice.
 *
 *   /ok       answers               /bad      refuses, always
 *   /slow     answers after 40 ms   /flaky    is busy at first, once for each key
 *                                   /dropped  takes it and hangs up at first, once for each key
 */
export interface EffectSink extends AsyncDisposable {
    readonly port: number;
    readonly origin: string;
    readonly deliveries: ReadonlyMap<string, Delivered>;
}

export interface Delivered {
    readonly path: string;
    times: number;
    /** More than one is a broken promise: another attempt carried other bytes. */
    readonly bodies: Set<string>;
}

const sent = z.object({ value: z.json() });

export async function startEffectSink(): Promise<EffectSink> {
    const deliveries = new Map<string, Delivered>();
    const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => void chunks.push(chunk));
        request.on("error", () => undefined);
        request.on("end", () => {
            const body = Buffer.concat(chunks).toString();
            const times = record(deliveries, request, body);
            answer(request.url ?? "", times, body, response);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
        port,
        origin: `http://127.0.0.1:${port}`,
        deliveries,
        [Symbol.asyncDispose]: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            })
    };
}

function record(
    deliveries: Map<string, Delivered>,
    { headers, url = "" }: IncomingMessage,
    body: string
): number {
    const key = String(headers["idempotency-key"]);
    let delivered = deliveries.get(key);
    if (delivered === undefined) {
        delivered = { path: url, times: 0, bodies: new Set() };
        deliveries.set(key, delivered);
    }
    delivered.times += 1;
    delivered.bodies.add(body);
    return delivered.times;
}

function answer(path: string, times: number, body: string, response: ServerResponse): void {
    const { value } = sent.parse(JSON.parse(body));
    const ok = (): void => {
        response.setHeader("content-type", "application/json").end(JSON.stringify({ value }));
    };
    if (path === "/bad") response.writeHead(400).end("never");
    else if (path === "/flaky" && times === 1) response.writeHead(503).end("busy");
    else if (path === "/dropped" && times === 1) response.destroy();
    else if (path === "/slow") setTimeout(ok, 40);
    else ok();
}
