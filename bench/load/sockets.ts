import { z } from "zod";
import { WebSocket } from "ws";
import type { RawData } from "ws";

const frameSchema = z.looseObject({
    type: z.string(),
    seq: z.number().optional(),
    timestamp: z.string().optional(),
    execution_id: z.string().optional()
});

export type Frame = z.infer<typeof frameSchema>;

export interface Following {
    /** In the order they come; `at` is when this process got it, in milliseconds since the epoch. */
    readonly onFrame: (frame: Frame, at: number) => void;
}

/** One WebSocket of one person. */
export class LiveSocket {
    private readonly socket: WebSocket;
    private readonly followers = new Map<string, Following>();

    private constructor(socket: WebSocket) {
        this.socket = socket;
        socket.on("message", (data: RawData) => {
            const at = performance.timeOrigin + performance.now();
            const frame = frameSchema.parse(JSON.parse(textOf(data)));
            this.followers.get(frame.execution_id ?? "")?.onFrame(frame, at);
        });
    }

    static open(url: string, token: string): Promise<LiveSocket> {
        return new Promise((resolve, reject) => {
            const headers = { authorization: `Bearer ${token}` };
            const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws`, { headers });
            socket.once("error", reject);
            socket.once("open", () => resolve(new LiveSocket(socket)));
        });
    }

    follow(execution_id: string, following: Following, after_seq = 0): void {
        this.followers.set(execution_id, following);
        this.socket.send(JSON.stringify({ type: "subscribe", execution_id, after_seq }));
    }

    forget(execution_id: string): void {
        this.followers.delete(execution_id);
    }

    close(): void {
        this.socket.terminate();
    }
}

function textOf(data: RawData): string {
    if (Buffer.isBuffer(data)) return data.toString("utf8");
    return Array.isArray(data)
        ? Buffer.concat(data).toString("utf8")
        : Buffer.from(data).toString("utf8");
}

const TERMINAL = /^execution:(completed|failed|cancelled|timed_out)$/;

export function isTerminal({ type }: Frame): boolean {
    return TERMINAL.test(type);
}
