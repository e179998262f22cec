import { WebSocket } from "ws";
import { afterAll, describe, expect, it, vi } from "vitest";
import { testApi } from "../../test/api.ts";
import type { TestApi } from "../../test/api.ts";
import { hasRedis, startRedis } from "../../test/redis.ts";
import { SharedSockets } from "./shared-sockets.ts";

const redis = hasRedis ? await startRedis() : null;
const variables: { [name: string]: string } = redis === null ? {} : { REDIS_URL: redis.url };
const sockets = new Set<WebSocket>();
afterAll(async () => {
    for (const socket of sockets) socket.terminate();
    await redis?.[Symbol.asyncDispose]();
});

interface Node {
    readonly api: TestApi;
    readonly url: string;
}

async function node(database?: TestApi["database"]): Promise<Node> {
    const api = await testApi(variables, database === undefined ? {} : { database });
    const base = await api.app.listen({ port: 0, host: "127.0.0.1" });
    await vi.waitUntil(() => api.deps.redis?.isUp === true, { timeout: 5_000 });
    return { api, url: `${base.replace("http", "ws")}/ws` };
}

/** The status of the upgrade, and what a refusal says. */
function open({ url }: Node, token: string): Promise<{ status: number; text: string }> {
    return new Promise((resolve) => {
        const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
        sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("open", () => resolve({ status: 101, text: "" }));
        socket.on("unexpected-response", (_request, response) => {
            let text = "";
            response.on("data", (chunk: Buffer) => (text += chunk.toString()));
            response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
        });
    });
}

async function openTen(at: Node, token: string): Promise<number[]> {
    const answers = await Promise.all(Array.from({ length: 10 }, () => open(at, token)));
    return answers.map(({ status }) => status);
}

const nodes: Node[] = [];
if (redis !== null) {
    const first = await node();
    nodes.push(first, await node(first.api.database));
}

describe.skipIf(redis === null)("a person's sockets at processes that share a Redis", () => {
    const [a, b] = nodes as [Node, Node];

    it("are counted together, and a place that is left is free at once", async () => {
        const mira = await a.api.register("Mira");
        expect(await openTen(a, mira.token)).toEqual(Array(10).fill(101));
        expect(await openTen(b, mira.token)).toEqual(Array(10).fill(101));
        const refused = await open(b, mira.token);
        expect(refused.status).toBe(429);
        expect(refused.text).toContain("You have 20 connections open");
        expect((await open(a, mira.token)).status).toBe(429);
        // Others have places of their own.
        const ana = await b.api.register("Ana");
        expect((await open(a, ana.token)).status).toBe(101);
        const [first] = sockets;
        first?.close();
        await expect.poll(async () => (await open(b, mira.token)).status).toBe(101);
        expect((await open(a, mira.token)).status).toBe(429);
    });

    it("are forgotten with the process they were at, and known again to a Redis that was emptied", async () => {
        const link = a.api.deps.redis;
        if (link === null) throw new Error("There is a Redis.");
        const key = `${link.space}sockets:somebody`;
        const here = new SharedSockets(link);
        const died = new SharedSockets(link);
        expect(await died.take("somebody", "old", 2)).toBeNull();
        expect(await here.take("somebody", "new", 2)).toBeNull();
        expect(await here.take("somebody", "more", 2)).toBe(2);
        // Its time is over: nobody said that it is still there.
        await link.ask((client) => client.zadd(key, 1, "old"), 1_000);
        expect(await here.take("somebody", "more", 2)).toBeNull();
        await link.ask((client) => client.flushall(), 1_000);
        here.keep();
        await expect
            .poll(() => link.ask((client) => client.zrange(key, 0, "-1"), 1_000))
            .toEqual(["more", "new"]);
        expect(await link.ask((client) => client.pttl(key), 1_000)).toBeGreaterThan(60_000);
    });

    it("are counted by each process while Redis is away", async () => {
        const leo = await a.api.register("Leo");
        await redis?.kill();
        expect(await openTen(a, leo.token)).toEqual(Array(10).fill(101));
        expect(await openTen(b, leo.token)).toEqual(Array(10).fill(101));
        expect(await openTen(b, leo.token)).toEqual(Array(10).fill(101));
        expect((await open(b, leo.token)).status).toBe(429);
    });
});
