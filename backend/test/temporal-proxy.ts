import { createSecureServer } from "node:http2";
import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Certified } from "./certificates.ts";

/** What stands between us and Temporal in a test. */
export interface Between {
    readonly port: number;
    /** Connections are cut, and no new ones taken. */
    close(): Promise<void>;
}

/** Passes everything on, on a port of its own or on one that was closed before. */
export async function plainProxy(to: string, port = 0): Promise<Between> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => join(socket, to, sockets));
    return listening(server, sockets, port);
}

/** Ends TLS as a company's proxy does; with `ca` it wants a certificate signed by it. */
export async function tlsProxy(to: string, server: Certified, ca: string | null): Promise<Between> {
    const sockets = new Set<Socket>();
    const options = {
        ...server,
        ALPNProtocols: ["h2"],
        ...(ca === null ? {} : { ca, requestCert: true, rejectUnauthorized: true })
    };
    const proxy = createTlsServer(options, (socket) => join(socket, to, sockets));
    proxy.on("tlsClientError", () => undefined);
    return listening(proxy, sockets, 0);
}

export interface Gate extends Between {
    /** Of every request: what it said who it is, and for which namespace. */
    readonly seen: readonly { readonly authorization: unknown; readonly namespace: unknown }[];
}

/** Answers every call as Temporal Cloud answers one with a key it does not know. */
export async function lockedGate(server: Certified): Promise<Gate> {
    const seen: { authorization: unknown; namespace: unknown }[] = [];
    const sockets = new Set<Socket>();
    const gate = createSecureServer({ ...server, ALPNProtocols: ["h2"] });
    gate.on("secureConnection", (socket: Socket) => keep(sockets, socket));
    gate.on("sessionError", () => undefined);
    gate.on("stream", (stream, headers) => {
        seen.push({
            authorization: headers["authorization"],
            namespace: headers["temporal-namespace"]
        });
        stream.on("error", () => undefined);
        const unauthenticated = { "grpc-status": "16", "grpc-message": "Request unauthorized." };
        const head = { ":status": 200, "content-type": "application/grpc" };
        stream.respond({ ...head, ...unauthenticated }, { endStream: true });
    });
    return { ...(await listening(gate, sockets, 0)), seen };
}

function join(socket: Socket, to: string, sockets: Set<Socket>): void {
    const [host = "", port] = to.split(":");
    const other = connect(Number(port), host);
    for (const each of [socket, other]) keep(sockets, each);
    socket.on("close", () => other.destroy());
    other.on("close", () => socket.destroy());
    socket.pipe(other).pipe(socket);
}

function keep(sockets: Set<Socket>, socket: Socket): void {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
}

async function listening(
    server: Pick<Server, "listen" | "address" | "close" | "once">,
    sockets: Set<Socket>,
    port: number
): Promise<Between> {
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", resolve);
    });
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("No port.");
    return {
        port: address.port,
        close: async () => {
            const closed = new Promise<void>((resolve) => server.close(() => resolve()));
            for (const socket of sockets) socket.destroy();
            await closed;
        }
    };
}
