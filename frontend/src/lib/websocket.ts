import { CLOSE } from "@flowmaestro/shared/contract/realtime.ts";
import type { ClientMessage } from "@flowmaestro/shared/contract/realtime.ts";
import { z } from "zod";

/**
 * One socket for the whole page. It is opened by the first subscription, with a one-time ticket, and
 * closed a little after the last one. After a break it comes back by itself, waiting longer each time,
 * and asks for every execution again from the last `seq` it saw: nothing is missed, and frames the
 * server repeats are dropped here.
 *
 *     idle → connecting → open → waiting (retry) → connecting …
 */
export type ConnectionState =
    | { readonly kind: "idle" }
    | { readonly kind: "connecting" }
    | { readonly kind: "open" }
    | { readonly kind: "waiting"; readonly retryAt: number; readonly attempt: number };

const frameSchema = z.looseObject({
    type: z.string(),
    execution_id: z.string().optional(),
    seq: z.int().optional(),
    timestamp: z.string().optional()
});

/** A message of the server: a fact's frame has `seq`, a hint has none. */
export type SocketFrame = z.infer<typeof frameSchema>;

export interface SocketEvents {
    /** Every frame of a subscribed execution, in order. */
    "execution:update": SocketFrame & { readonly execution_id: string };
    /** A refusal of something this client said. */
    error: SocketFrame;
    state: ConnectionState;
}

/** What is used of a socket. */
export type SocketLike = Pick<WebSocket, "send" | "close" | "addEventListener">;

export interface SocketOptions {
    readonly url: () => string;
    readonly ticket: () => Promise<string>;
    readonly connect?: (url: string) => SocketLike;
    readonly random?: () => number;
}

export interface LiveSocket {
    readonly on: <E extends keyof SocketEvents>(event: E, listener: Listener<E>) => void;
    readonly off: <E extends keyof SocketEvents>(event: E, listener: Listener<E>) => void;
    /** Follows an execution from `afterSeq` on (0: from its start). Answers how to stop. */
    readonly subscribe: (executionId: string, afterSeq?: number) => () => void;
    readonly state: () => ConnectionState;
    /** Does not wait for the next try: "Now" in a banner, or the network came back. */
    readonly retryNow: () => void;
    readonly close: () => void;
}

type Listener<E extends keyof SocketEvents> = (payload: SocketEvents[E]) => void;

interface Subscription {
    lastSeq: number;
    followers: number;
    /** Asked for frames from `lastSeq` on: what is further ahead comes again and is dropped until then. */
    isCatchingUp: boolean;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 20_000;
const LINGER_MS = 10_000;
/** The server pings every 25 s at the protocol's level; we ask at ours, and expect an answer. */
const PROBE_MS = 30_000;
const SILENCE_MS = 45_000;

export function createLiveSocket(options: SocketOptions): LiveSocket {
    return new Connection(options).face();
}

class Connection {
    readonly #options: SocketOptions;
    readonly #listeners: { [E in keyof SocketEvents]: Set<Listener<E>> } = {
        "execution:update": new Set(),
        error: new Set(),
        state: new Set()
    };
    readonly #subscriptions = new Map<string, Subscription>();
    #state: ConnectionState = { kind: "idle" };
    #socket: SocketLike | null = null;
    #attempt = 0;
    /** Answers of an attempt that was given up are ignored. */
    #generation = 0;
    #retryTimer: ReturnType<typeof setTimeout> | undefined;
    #lingerTimer: ReturnType<typeof setTimeout> | undefined;
    #probeTimer: ReturnType<typeof setInterval> | undefined;
    #heardAt = 0;

    constructor(options: SocketOptions) {
        this.#options = options;
    }

    face(): LiveSocket {
        return {
            on: (event, listener) => void this.#listeners[event].add(listener),
            off: (event, listener) => void this.#listeners[event].delete(listener),
            subscribe: (executionId, afterSeq = 0) => this.#subscribe(executionId, afterSeq),
            state: () => this.#state,
            retryNow: () => this.#retryNow(),
            close: () => this.#close()
        };
    }

    #subscribe(executionId: string, afterSeq: number): () => void {
        clearTimeout(this.#lingerTimer);
        const known = this.#subscriptions.get(executionId);
        const subscription = known ?? { lastSeq: afterSeq, followers: 0, isCatchingUp: false };
        subscription.followers += 1;
        this.#subscriptions.set(executionId, subscription);
        if (this.#state.kind === "idle") void this.#connect();
        // Somebody who joins later wants what came before: it is asked for again, from there.
        const wantsMore = known === undefined || afterSeq < subscription.lastSeq;
        subscription.lastSeq = Math.min(subscription.lastSeq, afterSeq);
        if (wantsMore) this.#ask(executionId, subscription);

        let isOver = false;
        return () => {
            if (isOver) return;
            isOver = true;
            this.#unsubscribe(executionId, subscription);
        };
    }

    #unsubscribe(executionId: string, subscription: Subscription): void {
        subscription.followers -= 1;
        if (subscription.followers > 0) return;
        if (this.#subscriptions.get(executionId) !== subscription) return;
        this.#subscriptions.delete(executionId);
        this.#say({ type: "unsubscribe", execution_id: executionId });
        if (this.#subscriptions.size === 0) {
            this.#lingerTimer = setTimeout(() => this.#close(), LINGER_MS);
        }
    }

    async #connect(): Promise<void> {
        const generation = ++this.#generation;
        clearTimeout(this.#retryTimer);
        this.#enter({ kind: "connecting" });
        let ticket: string;
        try {
            ticket = await this.#options.ticket();
        } catch {
            if (generation === this.#generation) this.#retryLater();
            return;
        }
        if (generation !== this.#generation) return;
        const url = new URL(this.#options.url());
        url.searchParams.set("ticket", ticket);
        const socket = (this.#options.connect ?? openSocket)(url.href);
        this.#socket = socket;
        socket.addEventListener("open", () => this.#opened(generation));
        socket.addEventListener("message", (event: MessageEvent) => {
            if (generation === this.#generation) this.#heard(event.data);
        });
        socket.addEventListener("close", (event: CloseEvent) => {
            if (generation === this.#generation) this.#lost(event.code);
        });
    }

    #opened(generation: number): void {
        if (generation !== this.#generation) return;
        this.#attempt = 0;
        this.#heardAt = Date.now();
        this.#enter({ kind: "open" });
        for (const [executionId, subscription] of this.#subscriptions) {
            this.#ask(executionId, subscription);
        }
        clearInterval(this.#probeTimer);
        this.#probeTimer = setInterval(() => this.#probe(), PROBE_MS);
    }

    #probe(): void {
        if (Date.now() - this.#heardAt > PROBE_MS + SILENCE_MS) this.#drop();
        else this.#say({ type: "ping" });
    }

    #ask(executionId: string, subscription: Subscription): void {
        const after_seq = subscription.lastSeq;
        // Not yet open: opening asks for all of them.
        subscription.isCatchingUp = this.#state.kind === "open";
        this.#say({ type: "subscribe", execution_id: executionId, after_seq });
    }

    #say(message: ClientMessage): void {
        if (this.#state.kind === "open") this.#socket?.send(JSON.stringify(message));
    }

    #heard(data: unknown): void {
        this.#heardAt = Date.now();
        const frame = parseFrame(data);
        if (frame === null) return;
        if (frame.type === "error") return this.#emit("error", frame);
        const { execution_id } = frame;
        if (execution_id === undefined) return;
        const subscription = this.#subscriptions.get(execution_id);
        if (subscription === undefined) return;
        if (frame.seq !== undefined) {
            if (frame.seq <= subscription.lastSeq) return;
            // A gap means a frame was lost on the way: ask again rather than show half a story.
            if (frame.seq > subscription.lastSeq + 1) {
                if (!subscription.isCatchingUp) this.#ask(execution_id, subscription);
                return;
            }
            subscription.lastSeq = frame.seq;
            subscription.isCatchingUp = false;
        }
        this.#emit("execution:update", { ...frame, execution_id });
    }

    #lost(code: number): void {
        clearInterval(this.#probeTimer);
        this.#socket = null;
        // A restart is announced and short: the first try may come soon.
        if (code === CLOSE.RESTART) this.#attempt = 0;
        if (this.#subscriptions.size === 0) return this.#enter({ kind: "idle" });
        this.#retryLater();
    }

    #retryLater(): void {
        this.#attempt += 1;
        const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (this.#attempt - 1));
        // Half fixed, half random: clients of a restarted server do not come back as one wave.
        const delay = longest / 2 + (longest / 2) * (this.#options.random ?? Math.random)();
        this.#enter({ kind: "waiting", retryAt: Date.now() + delay, attempt: this.#attempt });
        this.#retryTimer = setTimeout(() => void this.#connect(), delay);
    }

    #retryNow(): void {
        if (this.#state.kind === "waiting") void this.#connect();
        else if (this.#state.kind === "open") this.#probe();
    }

    /** The peer went silent: waiting for the protocol to notice would take minutes. */
    #drop(): void {
        const socket = this.#socket;
        this.#generation += 1;
        this.#lost(1006);
        socket?.close();
    }

    #close(): void {
        this.#generation += 1;
        this.#subscriptions.clear();
        clearTimeout(this.#retryTimer);
        clearTimeout(this.#lingerTimer);
        clearInterval(this.#probeTimer);
        this.#socket?.close(1000);
        this.#socket = null;
        this.#attempt = 0;
        this.#enter({ kind: "idle" });
    }

    #enter(state: ConnectionState): void {
        this.#state = state;
        this.#emit("state", state);
    }

    #emit<E extends keyof SocketEvents>(event: E, payload: SocketEvents[E]): void {
        for (const listener of this.#listeners[event]) listener(payload);
    }
}

const openSocket = (url: string) => new WebSocket(url);

function parseFrame(data: unknown): SocketFrame | null {
    if (typeof data !== "string") return null;
    try {
        return frameSchema.parse(JSON.parse(data));
    } catch {
        return null;
    }
}
