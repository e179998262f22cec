import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { hasRedis, startRedis } from "../../../test/redis.ts";
import type { MortalRedis } from "../../../test/redis.ts";
import { newId } from "../../platform/ids.ts";
import { RedisLink } from "../../platform/redis/redis-link.ts";
import type { HubHint } from "../hub.ts";
import { Breaths } from "./breaths.ts";
import { MemoryStreams } from "./memory-streams.ts";
import { RedisStreams } from "./redis-streams.ts";
import { merged } from "./stream-store.ts";
import type { StreamStore } from "./stream-store.ts";

interface Talk {
    readonly key: { execution_id: string; workspace_id: string; workflow_id: string };
    readonly heard: HubHint[];
    say(chunk: string, attempt?: number): void;
    readonly breaths: Breaths;
}

function talk(store: StreamStore): Talk {
    const heard: HubHint[] = [];
    const breaths = new Breaths(store, (_key, hint) => void heard.push(hint));
    const key = { execution_id: newId(), workspace_id: newId(), workflow_id: newId() };
    return {
        key,
        heard,
        breaths,
        say: (chunk, attempt = 1) =>
            breaths.take(key, {
                type: "node:stream",
                node_id: "n",
                instance: "each[2]/n",
                attempt,
                chunk
            })
    };
}

function promises(store: () => StreamStore): void {
    const read = async ({ key }: Talk): Promise<HubHint[]> =>
        merged(await store().read(key.execution_id));

    it("lets the first words go at once, and what follows closely together", async () => {
        const one = talk(store());
        for (const word of ["a", "b", "c", "d"]) one.say(word);
        expect(one.heard.map(({ chunk, n }) => [n, chunk])).toEqual([[1, "a"]]);
        await expect
            .poll(() => one.heard.map(({ chunk, n }) => [n, chunk]))
            .toEqual([
                [1, "a"],
                [2, "bcd"]
            ]);
    });

    it("gives all that was said to one who comes back, as one text", async () => {
        const one = talk(store());
        for (let at = 0; at < 5; at += 1) {
            one.say(`${at}`);
            one.breaths.flush(one.key.execution_id);
        }
        one.breaths.take(one.key, {
            type: "node:progress",
            node_id: "n",
            instance: "each[2]/n",
            attempt: 1,
            percent: 40
        });
        one.breaths.flush(one.key.execution_id);
        await expect
            .poll(() => read(one))
            .toEqual([
                expect.objectContaining({ type: "node:progress", percent: 40 }),
                expect.objectContaining({
                    type: "node:stream",
                    instance: "each[2]/n",
                    attempt: 1,
                    from: 1,
                    n: 6,
                    chunk: "01234"
                })
            ]);
    });

    it("begins anew with another attempt, and with one that is made again", async () => {
        const one = talk(store());
        one.say("half a sen");
        one.say("tence", 2);
        await expect
            .poll(() => read(one))
            .toEqual([expect.objectContaining({ attempt: 2, from: 1, n: 1, chunk: "tence" })]);
        // The process died and another one makes the attempt again.
        const again = { ...talk(store()), key: one.key };
        again.breaths.take(one.key, {
            type: "node:stream",
            node_id: "n",
            instance: "each[2]/n",
            attempt: 2,
            chunk: "A sentence"
        });
        await expect
            .poll(() => read(one))
            .toEqual([expect.objectContaining({ attempt: 2, from: 1, chunk: "A sentence" })]);
    });

    it("keeps the end of what is longer than can be kept", async () => {
        const one = talk(store());
        for (let at = 0; at < 3_000; at += 1) {
            one.say("x");
            one.breaths.flush(one.key.execution_id);
        }
        const last = async (): Promise<unknown> => (await read(one)).at(-1)?.["n"];
        await expect.poll(last).toBe(3_000);
        const [kept] = await read(one);
        expect(kept?.["from"]).toBeGreaterThan(1);
        expect(String(kept?.["chunk"]).length).toBeLessThan(2_500);
    });
}

describe("what nodes say, kept in this process", () => {
    const store = new MemoryStreams();
    promises(() => store);

    it("is bounded over all executions: who spoke longest ago is forgotten first", async () => {
        const [first, second] = [talk(store), talk(store)];
        first.say("once");
        second.say("twice");
        for (let at = 0; at < 40; at += 1) talk(store).say("x".repeat(250_000));
        second.say("y");
        second.breaths.flush(second.key.execution_id);
        expect(await store.read(first.key.execution_id)).toEqual([]);
        const all = talk(store);
        all.say("x".repeat(250_000));
        expect(await store.read(all.key.execution_id)).toHaveLength(1);
        expect(await read(store, second.key.execution_id)).toEqual([
            expect.objectContaining({ chunk: "y" })
        ]);
    });
});

describe.skipIf(!hasRedis)("what nodes say, kept in Redis", () => {
    let redis: MortalRedis;
    let link: RedisLink;
    let store: RedisStreams;
    beforeAll(async () => {
        redis = await startRedis();
        const usual = { username: undefined, password: undefined, database: 0, tls: false };
        link = new RedisLink({
            address: { host: "127.0.0.1", port: redis.port, ...usual },
            logger: pino({ level: "silent" }),
            installation: "test"
        });
        link.open();
        await vi.waitUntil(() => link.isUp, { timeout: 15_000 });
        store = new RedisStreams(link);
    });
    afterAll(async () => {
        link.close();
        await redis[Symbol.asyncDispose]();
    });
    promises(() => store);

    it("goes away by itself", async () => {
        const one = talk(store);
        one.say("soon gone");
        const keys = await expect
            .poll(() => link.ask((client) => client.keys(`*${one.key.execution_id}*`), 1_000))
            .toHaveLength(2)
            .then(() => link.ask((client) => client.keys(`*${one.key.execution_id}*`), 1_000));
        for (const key of keys ?? []) {
            const left = await link.ask((client) => client.ttl(key), 1_000);
            expect(left).toBeGreaterThan(3_000);
            expect(left).toBeLessThanOrEqual(3_600);
        }
    });

    it("is refused by Redis where it comes twice or late", async () => {
        const one = talk(store);
        one.say("first");
        const { execution_id } = one.key;
        const about = { execution_id, node_id: "n", instance: "each[2]/n", attempt: 1 };
        store.append({ ...about, n: 5, chunk: "fifth" });
        store.append({ ...about, n: 5, chunk: "fifth again" });
        store.append({ ...about, n: 3, chunk: "third, late" });
        await expect
            .poll(() => read(store, execution_id))
            .toEqual([expect.objectContaining({ chunk: "firstfifth" })]);
    });
});

async function read(store: StreamStore, execution_id: string): Promise<HubHint[]> {
    return merged(await store.read(execution_id));
}
