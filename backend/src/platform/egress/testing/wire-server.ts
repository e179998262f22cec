import { createServer } from "node:http";
import type { IncomingMessage, RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A real HTTP server on a loopback address that remembers what reached it. */
export interface WireServer extends AsyncDisposable {
    readonly port: number;
    /** As EGRESS_ALLOW wants it. */
    readonly host: string;
    readonly origin: string;
    readonly connections: () => number;
    readonly requests: readonly Received[];
}

export interface Received {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage["headers"];
    readonly body: string;
}

export async function startWireServer(
    answer: RequestListener = (_request, response) => void response.end("canary"),
    address = "127.0.0.1"
): Promise<WireServer> {
    const requests: Received[] = [];
    const sockets = new Set<Socket>();
    let connections = 0;
    const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => void chunks.push(chunk));
        request.on("end", () => {
            requests.push({
                method: request.method ?? "",
                url: request.url ?? "",
                headers: request.headers,
                body: Buffer.concat(chunks).toString()
            });
            answer(request, response);
        });
    });
    server.on("connection", (socket) => {
        connections += 1;
        sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    const { port } = server.address() as AddressInfo;
    const host = `${address.includes(":") ? `[${address}]` : address}:${port}`;
    return {
        port,
        host,
        origin: `http://${host}`,
        connections: () => connections,
        requests,
        [Symbol.asyncDispose]: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                for (const socket of sockets) socket.destroy();
            })
    };
}
