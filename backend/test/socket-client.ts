import type { WebSocket } from "ws";

export interface Frame {
    readonly type: string;
    readonly seq?: number;
    readonly code?: string;
    readonly [field: string]: unknown;
}

/** A client that keeps what it hears. */
export class SocketClient {
    readonly frames: Frame[] = [];
    readonly socket: WebSocket;
    closed: { code: number; reason: string } | null = null;
    private readonly waiting = new Set<() => void>();

    constructor(socket: WebSocket) {
        this.socket = socket;
        socket.on("message", (data) => {
            this.frames.push(JSON.parse(Buffer.isBuffer(data) ? data.toString() : "{}"));
            this.wake();
        });
        socket.on("close", (code, reason) => {
            this.closed = { code, reason: String(reason) };
            this.wake();
        });
        socket.on("error", () => undefined);
    }

    say(message: unknown): void {
        this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
    }

    async until(test: (client: SocketClient) => boolean, ms = 20_000): Promise<void> {
        const end = performance.now() + ms;
        while (!test(this)) {
            const left = end - performance.now();
            if (left <= 0) throw new Error(`Heard only ${JSON.stringify(this.frames.slice(-5))}`);
            await new Promise<void>((resolve) => {
                this.waiting.add(resolve);
                setTimeout(resolve, Math.min(left, 100));
            });
        }
    }

    errors(): Frame[] {
        return this.frames.filter(({ type }) => type === "error");
    }

    private wake(): void {
        for (const resolve of this.waiting) resolve();
        this.waiting.clear();
    }
}
