import { connect } from "node:net";
import type { Socket } from "node:net";

/**
 * The lightest client that still reads every answer: one keep-alive socket, one request at a time,
 * heads by Content-Length only. Load runs on the same cores as what is measured, so it must not
 * weigh.
 */
export interface HttpAnswer {
    readonly status: number;
    readonly body: string;
}

export interface Target {
    readonly host: string;
    readonly port: number;
}

const HEAD_END = Buffer.from("\r\n\r\n");

export class Connection {
    private readonly socket: Socket;
    private buffered: Buffer = Buffer.alloc(0);
    private pending: {
        resolve: (answer: HttpAnswer) => void;
        reject: (error: Error) => void;
    } | null = null;
    private failure: Error | null = null;

    private constructor(socket: Socket) {
        this.socket = socket;
        socket.setNoDelay(true);
        socket.on("data", (chunk) => this.take(chunk));
        socket.on("error", (error) => this.fail(error));
        socket.on("close", () => this.fail(new Error("The connection was closed.")));
    }

    static open({ host, port }: Target): Promise<Connection> {
        return new Promise((resolve, reject) => {
            const socket = connect({ host, port });
            socket.once("error", reject);
            socket.once("connect", () => {
                socket.off("error", reject);
                resolve(new Connection(socket));
            });
        });
    }

    send(request: string): Promise<HttpAnswer> {
        return new Promise((resolve, reject) => {
            if (this.failure !== null) {
                reject(this.failure);
                return;
            }
            this.pending = { resolve, reject };
            this.socket.write(request, "utf8");
        });
    }

    close(): void {
        this.failure ??= new Error("Closed.");
        this.socket.destroy();
    }

    private take(chunk: Buffer): void {
        this.buffered = this.buffered.length === 0 ? chunk : Buffer.concat([this.buffered, chunk]);
        const end = this.buffered.indexOf(HEAD_END);
        if (end < 0) return;
        const head = this.buffered.toString("latin1", 0, end);
        const length = contentLength(head);
        if (length === null) {
            this.fail(new Error(`An answer without Content-Length: ${head.slice(0, 200)}`));
            return;
        }
        const total = end + 4 + length;
        if (this.buffered.length < total) return;
        const body = this.buffered.toString("utf8", end + 4, total);
        this.buffered = this.buffered.subarray(total);
        const { pending } = this;
        this.pending = null;
        pending?.resolve({ status: Number(head.slice(9, 12)), body });
    }

    private fail(error: Error): void {
        this.failure ??= error;
        this.pending?.reject(error);
        this.pending = null;
        this.socket.destroy();
    }
}

function contentLength(head: string): number | null {
    const found = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (found !== undefined) return Number(found);
    return /^HTTP\/1\.1 (204|304)/.test(head) ? 0 : null;
}
