import type { Duplex } from "node:stream";
import type { WebSocket } from "@fastify/websocket";
import { SOCKET_LIMITS } from "@flowmaestro/shared/contract/realtime.ts";
import type { Line } from "./frame-lines.ts";

/** Above `HIGH` we wait until the peer has read down to `LOW`. */
const HIGH_BYTES = SOCKET_LIMITS.buffered_bytes / 4;
const LOW_BYTES = SOCKET_LIMITS.buffered_bytes / 16;
/** More than this is not gathered before it is written. */
const TOGETHER_BYTES = 32_768;
const LOOK_MS = 20;
/** Nothing was read for so long: nobody reads. */
const STALLED_MS = 5_000;

/**
 * Writes as fast as the peer reads and keeps next to nothing: facts wait in the log, hints are
 * dropped. A peer that does not read at all is given up.
 */
export class SocketWriter {
    private readonly socket: WebSocket;
    /** What the WebSocket writes to. */
    private readonly wire: Pick<Duplex, "cork" | "uncork">;
    private readonly onStalled: () => void;
    private isStopped = false;

    constructor(socket: WebSocket, wire: Pick<Duplex, "cork" | "uncork">, onStalled: () => void) {
        this.socket = socket;
        this.wire = wire;
        this.onStalled = onStalled;
    }

    say(text: string): void {
        if (this.isStopped) return;
        if (this.socket.bufferedAmount > SOCKET_LIMITS.buffered_bytes) this.onStalled();
        else this.socket.send(text);
    }

    hint(text: string): void {
        if (!this.isStopped && this.socket.bufferedAmount < HIGH_BYTES) this.socket.send(text);
    }

    stop(): void {
        this.isStopped = true;
    }

    /** Frames that are there together leave in one write: each by itself is a call of the kernel. */
    lines(lines: readonly Line[], isWanted: () => boolean): void | Promise<void> {
        this.wire.cork();
        try {
            return this.send(lines, isWanted);
        } finally {
            this.wire.uncork();
        }
    }

    private send(lines: readonly Line[], isWanted: () => boolean): void | Promise<void> {
        for (const [index, line] of lines.entries()) {
            if (this.isStopped) return;
            if (this.socket.bufferedAmount > TOGETHER_BYTES) this.push();
            if (this.socket.bufferedAmount > HIGH_BYTES) {
                return this.linesLater(lines.slice(index), isWanted);
            }
            this.socket.send(line.text);
        }
    }

    /** What is left in the buffer afterwards is what the peer has no room for. */
    private push(): void {
        this.wire.uncork();
        this.wire.cork();
    }

    private async linesLater(lines: readonly Line[], isWanted: () => boolean): Promise<void> {
        for (const line of lines) {
            if (this.socket.bufferedAmount > HIGH_BYTES) await this.drained();
            if (this.isStopped || !isWanted()) return;
            this.socket.send(line.text);
        }
    }

    private async drained(): Promise<void> {
        let least = this.socket.bufferedAmount;
        let since = performance.now();
        while (!this.isStopped && this.socket.bufferedAmount > LOW_BYTES) {
            await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
            const now = performance.now();
            if (this.socket.bufferedAmount < least) {
                least = this.socket.bufferedAmount;
                since = now;
            } else if (now - since > STALLED_MS) {
                this.onStalled();
                return;
            }
        }
    }
}
