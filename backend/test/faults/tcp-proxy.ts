import { connect, createServer } from "node:net";
import type { AddressInfo, NetConnectOpts, Socket } from "node:net";

/**
 * A TCP proxy that does to a connection what networks do: cuts it, slows it down, stops delivering one
 * way, or loses exactly the answer to one statement. In front of Postgres here, of anything else later.
 */
export interface Proxy extends AsyncDisposable {
    readonly port: number;
    readonly open: () => number;
    /** Where it leads to from now on. */
    lead(target: NetConnectOpts): void;
    /** Every connection there is breaks. */
    reset(): void;
    /** New connections are refused until told otherwise. */
    refuse(isRefusing: boolean): void;
    /** Bytes wait this long, either way. */
    delay(ms: number): void;
    /** Bytes of that side go nowhere; the connection stands. `none` delivers what comes then. */
    blackhole(side: "client" | "server" | "both" | "none"): void;
    /**
     * The next message of a client that holds these bytes: `ack` delivers it and loses the answer,
     * `pre` loses the message. Both break the connection. Resolves when it happened.
     */
    lose(what: "ack" | "pre", bytes: string): Promise<void>;
}

interface Loss {
    readonly what: "ack" | "pre";
    readonly bytes: Buffer;
    readonly happened: () => void;
}

export async function startProxy(first: NetConnectOpts): Promise<Proxy> {
    let target = first;
    let isRefusing = false;
    let delayMs = 0;
    let hole: "client" | "server" | "both" | "none" = "none";
    let loss: Loss | null = null;
    const pairs = new Set<readonly [Socket, Socket]>();
    const server = createServer((client) => {
        if (isRefusing) {
            client.resetAndDestroy();
            return;
        }
        const upstream = connect(target);
        const pair = [client, upstream] as const;
        pairs.add(pair);
        let isDeaf = false;
        const end = (): void => {
            pairs.delete(pair);
            client.destroy();
            upstream.destroy();
        };
        for (const socket of pair) socket.setNoDelay(true).on("error", end).on("close", end);
        const pass = (to: Socket, chunk: Buffer): void => {
            if (delayMs === 0) to.write(chunk);
            else setTimeout(() => void (to.destroyed || to.write(chunk)), delayMs);
        };
        client.on("data", (chunk) => {
            if (hole === "client" || hole === "both") return;
            if (loss !== null && chunk.includes(loss.bytes)) {
                const { what, happened } = loss;
                loss = null;
                isDeaf = true;
                if (what === "ack") upstream.write(chunk);
                else end();
                happened();
                return;
            }
            pass(upstream, chunk);
        });
        upstream.on("data", (chunk) => {
            // The statement has been answered, so it has happened: now nobody hears of it.
            if (isDeaf) end();
            else if (hole !== "server" && hole !== "both") pass(client, chunk);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const reset = (): void => {
        for (const [client, upstream] of pairs) {
            client.resetAndDestroy();
            upstream.destroy();
        }
    };
    return {
        port: (server.address() as AddressInfo).port,
        open: () => pairs.size,
        lead: (to) => void (target = to),
        reset,
        refuse: (value) => void (isRefusing = value),
        delay: (ms) => void (delayMs = ms),
        blackhole: (side) => void (hole = side),
        lose: (what, bytes) =>
            new Promise((happened) => {
                loss = { what, bytes: Buffer.from(bytes), happened };
            }),
        [Symbol.asyncDispose]: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                reset();
            })
    };
}
