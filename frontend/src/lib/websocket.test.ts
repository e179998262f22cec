import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLiveSocket } from "./websocket.ts";
import type { ConnectionState, LiveSocket, SocketFrame } from "./websocket.ts";

/** The far end of a socket: keeps what the client said, says what the test wants. */
class Peer extends EventTarget {
    readonly said: unknown[] = [];
    isClosed = false;
    readonly url: string;

    constructor(url: string) {
        super();
        this.url = url;
    }

    send(text: string): void {
        this.said.push(JSON.parse(text));
    }

    close(): void {
        this.isClosed = true;
    }

    opens(): void {
        this.dispatchEvent(new Event("open"));
    }

    tells(frame: unknown): void {
        const data = typeof frame === "string" ? frame : JSON.stringify(frame);
        this.dispatchEvent(new MessageEvent("message", { data }));
    }

    breaks(code = 1006): void {
        this.dispatchEvent(Object.assign(new Event("close"), { code }));
    }
}

let peers: Peer[];
let tickets: number;
let areTicketsRefused: boolean;
let live: LiveSocket;
let frames: SocketFrame[];
let states: ConnectionState["kind"][];

beforeEach(() => {
    vi.useFakeTimers();
    peers = [];
    tickets = 0;
    areTicketsRefused = false;
    frames = [];
    states = [];
    live = createLiveSocket({
        url: () => "ws://localhost/ws",
        ticket: () =>
            areTicketsRefused
                ? Promise.reject(new Error("refused"))
                : Promise.resolve(`t${++tickets}`),
        connect: (url) => {
            const peer = new Peer(url);
            peers.push(peer);
            return peer;
        },
        random: () => 1
    });
    live.on("execution:update", (frame) => frames.push(frame));
    live.on("state", (state) => states.push(state.kind));
});

afterEach(() => {
    live.close();
    vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const peer = (index: number): Peer => {
    const found = peers[index];
    if (found === undefined) throw new Error(`No socket ${index} was opened`);
    return found;
};
const fact = (seq: number, execution_id = "e1") => ({ type: "node:started", seq, execution_id });
const seqs = () => frames.map((frame) => frame.seq);

async function opened(afterSeq = 0): Promise<Peer> {
    live.subscribe("e1", afterSeq);
    await settle();
    peer(0).opens();
    return peer(0);
}

describe("the live socket", () => {
    it("opens with a one-time ticket at the first subscription and says what it wants", async () => {
        const first = await opened(4);
        expect(first.url).toBe("ws://localhost/ws?ticket=t1");
        expect(first.said).toEqual([{ type: "subscribe", execution_id: "e1", after_seq: 4 }]);
        expect(states).toEqual(["connecting", "open"]);
    });

    it("hands on facts once and in order, hints as they come, and nothing of others", async () => {
        const first = await opened();
        for (const frame of [fact(1), fact(2), fact(2), fact(1), fact(1, "other"), fact(3)]) {
            first.tells(frame);
        }
        first.tells({ type: "node:stream", execution_id: "e1", chunk: "a" });
        first.tells("not json");
        expect(seqs()).toEqual([1, 2, 3, undefined]);
    });

    it("comes back after a break and asks for what came after the last frame it saw", async () => {
        const first = await opened();
        first.tells(fact(1));
        first.tells(fact(2));
        first.breaks();
        expect(live.state().kind).toBe("waiting");
        await vi.advanceTimersByTimeAsync(500);
        peer(1).opens();
        expect(peer(1).url).toContain("ticket=t2");
        expect(peer(1).said).toEqual([{ type: "subscribe", execution_id: "e1", after_seq: 2 }]);
        peer(1).tells(fact(2));
        peer(1).tells(fact(3));
        expect(seqs()).toEqual([1, 2, 3]);
    });

    it("asks again, once, when a frame is missing", async () => {
        const first = await opened();
        first.tells(fact(1));
        for (const seq of [3, 4]) first.tells(fact(seq));
        first.tells(fact(2));
        for (const seq of [3, 4, 5]) first.tells(fact(seq));
        expect(seqs()).toEqual([1, 2, 3, 4, 5]);
        expect(first.said.slice(1)).toEqual([
            { type: "subscribe", execution_id: "e1", after_seq: 1 }
        ]);
    });

    it("waits longer after each failure, up to a bound, and tries at once when told to", async () => {
        areTicketsRefused = true;
        live.subscribe("e1");
        const waits: number[] = [];
        for (let attempt = 0; attempt < 8; attempt++) {
            await settle();
            const state = live.state();
            if (state.kind !== "waiting") throw new Error(`Unexpected ${state.kind}`);
            waits.push(state.retryAt - Date.now());
            await vi.advanceTimersByTimeAsync(state.retryAt - Date.now());
        }
        expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
        areTicketsRefused = false;
        live.retryNow();
        await settle();
        peer(0).opens();
        expect(live.state().kind).toBe("open");
    });

    it("keeps one subscription for several followers and closes after the last one left", async () => {
        const first = await opened();
        const stop = live.subscribe("e2");
        const stopToo = live.subscribe("e2");
        stop();
        stop();
        first.tells(fact(1, "e2"));
        expect(frames).toHaveLength(1);
        stopToo();
        expect(first.said.at(-1)).toEqual({ type: "unsubscribe", execution_id: "e2" });
        first.tells(fact(2, "e2"));
        expect(frames).toHaveLength(1);
    });

    it("closes when nobody follows any more, and opens again for the next one", async () => {
        const stop = live.subscribe("e1");
        await settle();
        peer(0).opens();
        stop();
        await vi.advanceTimersByTimeAsync(10_000);
        expect(peer(0).isClosed).toBe(true);
        expect(live.state().kind).toBe("idle");
        live.subscribe("e2");
        await settle();
        expect(peers).toHaveLength(2);
    });

    it("drops a peer that answers nothing", async () => {
        const first = await opened();
        await vi.advanceTimersByTimeAsync(91_000);
        expect(first.isClosed).toBe(true);
        expect(peers.length).toBeGreaterThan(1);
    });

    it("reports refusals as errors", async () => {
        const errors: unknown[] = [];
        live.on("error", (frame) => errors.push(frame["code"]));
        const first = await opened();
        first.tells({ type: "error", code: "NOT_FOUND", execution_id: "e1" });
        expect(errors).toEqual(["NOT_FOUND"]);
        expect(frames).toEqual([]);
    });
});
