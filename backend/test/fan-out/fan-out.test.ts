import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { frameSchema } from "@flowmaestro/shared/contract/routes/executions.ts";
import { testDatabase } from "../database.ts";
import { chain } from "../flows.ts";
import { hasRedis, startRedis } from "../redis.ts";
import type { MortalRedis } from "../redis.ts";
import type { Frame, SocketClient } from "../socket-client.ts";
import { factsOf, isOver, startPair } from "./pair.ts";
import type { Pair } from "./pair.ts";

const database = await testDatabase();

async function start(pair: Pair, at: string, definition: object): Promise<string> {
    const { data } = await pair.call(at, "POST", "/workflows", { name: "Watched", definition });
    const body = { workflow_id: data.id };
    const answer = await pair.call(at, "POST", "/workflows/execute", body);
    expect(answer.status).toBe(202);
    return answer.data.execution_id;
}

async function stored(pair: Pair, id: string): Promise<Frame[]> {
    const path = `/executions/${id}/events?limit=1000` as const;
    return z.array(frameSchema).parse((await pair.call(pair.a.url, "GET", path)).data.events);
}

async function follow(pair: Pair, at: string, id: string, after_seq = 0): Promise<SocketClient> {
    const client = await pair.connect(at);
    client.say({ type: "subscribe", execution_id: id, after_seq });
    return client;
}

/** What the poll alone finds is a second late, and half of that on the average. */
const POLLED_MS = 400;

/** From when a fact was stored to when it was heard, in milliseconds: of those after the first few. */
function lateness(times: readonly (readonly [Frame, number])[]): number[] {
    return times.slice(6).map(([frame, at]) => at - Date.parse(String(frame["timestamp"])));
}

function timed(client: SocketClient): (readonly [Frame, number])[] {
    const times: (readonly [Frame, number])[] = [];
    client.socket.on("message", () => {
        const frame = client.frames.at(-1);
        if (frame?.seq !== undefined) times.push([frame, Date.now()]);
    });
    return times;
}

function promises(pair: () => Pair): void {
    it("shows at B what runs at A, as it happens", async () => {
        const id = await start(pair(), pair().a.url, chain(30, 40));
        const client = await follow(pair(), pair().b.url, id);
        const times = timed(client);
        await client.until(isOver);
        expect(factsOf(client.frames)).toEqual(await stored(pair(), id));
        const late = lateness(times).toSorted((x, y) => x - y);
        expect(late[late.length >> 1]).toBeLessThan(POLLED_MS);
        expect(client.frames.map(({ type }) => type)).toContain("execution:progress");
    });

    it("takes a cancel at B, and both sides see it", async () => {
        const id = await start(pair(), pair().a.url, chain(3, 30_000));
        const clients = await Promise.all([
            follow(pair(), pair().a.url, id),
            follow(pair(), pair().b.url, id)
        ]);
        await clients[1].until(({ frames }) => frames.some(({ type }) => type === "node:started"));
        const answer = await pair().call(pair().b.url, "POST", `/executions/${id}/cancel`, {});
        expect(answer.status).toBe(200);
        for (const client of clients) await client.until(isOver);
        const facts = await stored(pair(), id);
        for (const client of clients) expect(factsOf(client.frames)).toEqual(facts);
    });

    it("misses nothing for one who comes back to the other process, time and again", async () => {
        const id = await start(pair(), pair().a.url, chain(60, 30));
        const heard: Frame[] = [];
        for (let visit = 0; visit < 12; visit += 1) {
            pair().leadTo(visit % 2 === 0 ? pair().b : pair().a);
            const client = await follow(pair(), pair().proxied, id, heard.length);
            await client.until((c) => factsOf(c.frames).length >= 8 || isOver(c));
            client.socket.terminate();
            for (const frame of factsOf(client.frames)) {
                expect(frame.seq).toBe(heard.length + 1);
                heard.push(frame);
            }
            if (isOver(client)) break;
        }
        const last = await follow(pair(), pair().proxied, id, heard.length);
        await last.until(isOver);
        expect([...heard, ...factsOf(last.frames)]).toEqual(await stored(pair(), id));
    });

    it("shows what waits, and goes on in whatever process", async () => {
        const wait = {
            nodes: {
                w: {
                    id: "w",
                    type: "wait",
                    position: { x: 0, y: 0 },
                    data: { mode: "event", name: "go" }
                }
            },
            edges: []
        };
        const id = await start(pair(), pair().a.url, wait);
        const client = await follow(pair(), pair().b.url, id);
        await client.until(({ frames }) => frames.some(({ type }) => type === "execution:waiting"));
        const answer = await pair().call(pair().b.url, "POST", `/executions/${id}/signal`, {
            name: "go"
        });
        expect(answer.data.instances).toEqual(["w"]);
        await client.until(isOver);
        expect(factsOf(client.frames)).toEqual(await stored(pair(), id));
    });

    it("lets nobody on at B who signed out at A", async () => {
        const login = { email: "test@flowmaestro.dev", password: "testpassword123" };
        const { data } = await pair().call(pair().a.url, "POST", "/auth/login", login);
        const me = (at: string): Promise<number> =>
            fetch(`${at}/api/auth/me`, {
                headers: { authorization: `Bearer ${data.token}` }
            }).then(({ status }) => status);
        expect(await me(pair().b.url)).toBe(200);
        await fetch(`${pair().a.url}/api/auth/logout`, {
            method: "POST",
            headers: { authorization: `Bearer ${data.token}` }
        });
        // What B remembers of the session alone would be good for a quarter of a minute.
        await expect.poll(() => me(pair().b.url), { timeout: 8_000 }).toBe(401);
    });
}

describe("two processes over Postgres alone", () => {
    let pair: Pair;
    beforeAll(async () => {
        pair = await startPair(database);
    });
    afterAll(() => pair[Symbol.asyncDispose]());
    promises(() => pair);
});

describe.skipIf(!hasRedis)("two processes with Redis between them", () => {
    let pair: Pair;
    let redis: MortalRedis;
    beforeAll(async () => {
        redis = await startRedis();
        pair = await startPair(database, { REDIS_URL: redis.url });
    });
    afterAll(async () => {
        await pair[Symbol.asyncDispose]();
        await redis[Symbol.asyncDispose]();
    });
    promises(() => pair);

    it("loses nothing when Redis dies in the middle, and is live again when it is back", async () => {
        // Long enough for three rounds, however long a Redis takes to start.
        const id = await start(pair, pair.a.url, chain(400, 40));
        const client = await follow(pair, pair.b.url, id);
        const times = timed(client);
        await client.until(({ frames }) => factsOf(frames).length > 10);
        for (let round = 0; round < 3; round += 1) {
            await redis.kill();
            const before = factsOf(client.frames).length;
            await client.until(({ frames }) => factsOf(frames).length > before + 8);
            await redis.start();
            const after = factsOf(client.frames).length;
            await client.until(({ frames }) => factsOf(frames).length > after + 20);
        }
        const back = times.length;
        await client.until(() => times.length > back + 40);
        await pair.call(pair.b.url, "POST", `/executions/${id}/cancel`, {});
        await client.until(isOver);
        expect(factsOf(client.frames)).toEqual(await stored(pair, id));
        const late = times
            .slice(back)
            .map(([frame, at]) => at - Date.parse(String(frame["timestamp"])))
            .toSorted((x, y) => x - y);
        expect(late[late.length >> 1]).toBeLessThan(POLLED_MS);
        expect(pair.b.output().match(/redis\.away/g)?.length).toBeLessThanOrEqual(3);
    }, 60_000);

    it("goes on while Redis stands and says nothing, and says so to those who look after it", async () => {
        const ready = async () => {
            const answer = await fetch(`${pair.b.url}/health/ready`);
            const { data } = (await answer.json()) as {
                data: { checks: { name: string; ok: boolean }[] };
            };
            return [answer.status, data.checks.find(({ name }) => name === "redis")?.ok];
        };
        expect(await ready()).toEqual([200, true]);
        redis.freeze();
        const id = await start(pair, pair.a.url, chain(40, 40));
        const client = await follow(pair, pair.b.url, id);
        await client.until(isOver, 20_000);
        expect(factsOf(client.frames)).toEqual(await stored(pair, id));
        await expect.poll(ready, { timeout: 25_000 }).toEqual([200, false]);
        redis.thaw();
        await expect.poll(ready, { timeout: 25_000 }).toEqual([200, true]);
    }, 90_000);
});
