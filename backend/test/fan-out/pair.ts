import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { answeredBy } from "../answer.ts";
import type { Answered } from "../answer.ts";
import type { DataOf } from "../contract.ts";
import type { TestDatabase } from "../database.ts";
import { startProxy } from "../faults/tcp-proxy.ts";
import type { Proxy } from "../faults/tcp-proxy.ts";
import { startProduct, unusedPort } from "../process.ts";
import type { ProductProcess } from "../process.ts";
import { SocketClient } from "../socket-client.ts";
import type { Frame } from "../socket-client.ts";

/** Two processes on one database, and one address in front of them. */
export interface Pair extends AsyncDisposable {
    readonly a: ProductProcess;
    readonly b: ProductProcess;
    /** Leads to A first. */
    readonly proxy: Proxy;
    readonly proxied: string;
    leadTo(product: ProductProcess): void;
    call<const M extends string, const P extends string>(
        at: string,
        method: M,
        path: P,
        body?: object
    ): Promise<Answered<DataOf<M, P>>>;
    /** A socket at that address, open and welcomed. */
    connect(at: string): Promise<SocketClient>;
    readonly token: string;
}

interface Variables {
    readonly [name: string]: string;
}

/** With `worker` the two only serve, and a third process performs. */
export async function startPair(
    database: TestDatabase,
    variables: Variables = {},
    worker: Variables | null = null
): Promise<Pair> {
    const home = await mkdtemp(join(tmpdir(), "fm-pair-"));
    const products: ProductProcess[] = [];
    const { host, user, database: name, port } = database.address;
    const serving: Variables = worker === null ? {} : { FM_ROLE: "api" };
    for (const role of [serving, serving, ...(worker === null ? [] : [worker])]) {
        const PORT = String(await unusedPort());
        const product = startProduct({
            PORT,
            ...(role === worker ? { WORKER_HEALTH_PORT: PORT } : {}),
            DATA_DIR: home,
            DATABASE_URL: `postgres://${user}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`,
            JWT_SECRET: "7hX2-kQ9v_Lr4Tn8Zp1Wb6Ym3Jd5Fs0Gc",
            ENCRYPTION_KEY: "9Gf3Ku7Wa1Ne5Vi2Ob8Xr4Mz6Yt0Ql5Hc",
            RATE_LIMIT_STARTS_PER_SECOND: "0",
            RATE_LIMIT_REQUESTS_PER_MINUTE: "0",
            LOG_LEVEL: "info",
            ...variables,
            ...role
        });
        products.push(product);
        // One after the other: the first one makes the development login.
        await product.ready();
    }
    const [a, b] = products as [ProductProcess, ProductProcess];
    const portOf = (product: ProductProcess): number => Number(new URL(product.url).port);
    const proxy = await startProxy({ host: "127.0.0.1", port: portOf(a) });
    const call = async <const M extends string, const P extends string>(
        at: string,
        method: M,
        path: P,
        body?: object,
        bearer = token
    ): Promise<Answered<DataOf<M, P>>> => {
        const response = await fetch(`${at}/api${path}`, {
            method,
            headers: {
                ...(bearer === "" ? {} : { authorization: `Bearer ${bearer}` }),
                ...(body === undefined ? {} : { "content-type": "application/json" })
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) })
        });
        return answeredBy(method, path, response);
    };
    let token = "";
    const login = { email: "test@flowmaestro.dev", password: "testpassword123" };
    token = (await call(a.url, "POST", "/auth/login", login)).data.token;
    const sockets: WebSocket[] = [];
    return {
        a,
        b,
        proxy,
        proxied: `http://127.0.0.1:${proxy.port}`,
        leadTo: (product) => proxy.lead({ host: "127.0.0.1", port: portOf(product) }),
        call,
        connect: async (at) => {
            const socket = new WebSocket(`${at.replace("http", "ws")}/ws`, {
                headers: { authorization: `Bearer ${token}` }
            });
            sockets.push(socket);
            const client = new SocketClient(socket);
            await client.until(({ frames, closed }) => frames.length > 0 || closed !== null);
            return client;
        },
        token,
        [Symbol.asyncDispose]: async () => {
            for (const socket of sockets) socket.terminate();
            await proxy[Symbol.asyncDispose]();
            for (const product of products) {
                product.kill("SIGTERM");
                await product.ended();
            }
            await rm(home, { recursive: true, force: true });
        }
    };
}

const TERMINAL = /^execution:(completed|failed|cancelled|timed_out)$/;

export function factsOf(frames: readonly Frame[]): Frame[] {
    return frames.filter(({ seq }) => seq !== undefined);
}

export function isOver({ frames }: SocketClient): boolean {
    return frames.some(({ type }) => TERMINAL.test(type));
}
