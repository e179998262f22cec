import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { frameSchema } from "@flowmaestro/shared/contract/routes/executions.ts";
import { testDatabase } from "../database.ts";
import { chain, until } from "../flows.ts";
import { hasRedis, startRedis } from "../redis.ts";
import type { MortalRedis } from "../redis.ts";
import type { Frame, SocketClient } from "../socket-client.ts";
import { testTemporal } from "../temporal.ts";
import { factsOf, isOver, startPair } from "./pair.ts";
import type { Pair } from "./pair.ts";

const temporal = await testTemporal();
const database = await testDatabase();

/** Two that serve, one that performs: nobody who follows is where facts are stored. */
function promises(pair: () => Pair): void {
    const start = async (definition: object): Promise<string> => {
        const { a, call } = pair();
        const made = await call(a.url, "POST", "/workflows", { name: "Far", definition });
        const body = { workflow_id: made.data.id };
        // A worker that has just begun is seen a moment later: until then it is 503, come again.
        return until(async () => {
            const answer = await call(a.url, "POST", "/workflows/execute", body);
            expect([202, 503]).toContain(answer.status);
            return answer.status === 202 ? String(answer.data.execution_id) : null;
        });
    };
    const follow = async (at: string, id: string, after_seq = 0): Promise<SocketClient> => {
        const client = await pair().connect(at);
        client.say({ type: "subscribe", execution_id: id, after_seq });
        return client;
    };
    const stored = async (id: string): Promise<Frame[]> => {
        const { a, call } = pair();
        const path = `/executions/${id}/events?limit=1000` as const;
        return z.array(frameSchema).parse((await call(a.url, "GET", path)).data.events);
    };

    it("shows at both, whole and in order, what a worker performs", async () => {
        const id = await start(chain(12, 100));
        const clients = [await follow(pair().a.url, id), await follow(pair().b.url, id)];
        for (const client of clients) await client.until(isOver, 40_000);
        for (const client of clients) expect(factsOf(client.frames)).toEqual(await stored(id));
    }, 60_000);

    it("misses nothing for one who changes sides, and takes a cancel at B", async () => {
        const id = await start(chain(40, 200));
        const heard: Frame[] = [];
        for (let visit = 0; visit < 4; visit += 1) {
            pair().leadTo(visit % 2 === 0 ? pair().b : pair().a);
            const client = await follow(pair().proxied, id, heard.length);
            await client.until((c) => factsOf(c.frames).length >= 4 || isOver(c), 20_000);
            client.socket.terminate();
            heard.push(...factsOf(client.frames));
        }
        const last = await follow(pair().b.url, id, heard.length);
        const { call, b } = pair();
        const answer = await call(b.url, "POST", `/executions/${id}/cancel`, {});
        expect([200, 202]).toContain(answer.status);
        await last.until(isOver, 20_000);
        expect([...heard, ...factsOf(last.frames)]).toEqual(await stored(id));
    }, 90_000);
}

describe.skipIf(temporal === null)("API processes and a worker over Postgres alone", () => {
    let pair: Pair;
    beforeAll(async () => {
        pair = await startPair(database, variables(), { FM_ROLE: "worker" });
    }, 120_000);
    afterAll(() => pair[Symbol.asyncDispose]());
    promises(() => pair);
});

describe.skipIf(temporal === null || !hasRedis)("API processes and a worker with Redis", () => {
    let pair: Pair;
    let redis: MortalRedis;
    beforeAll(async () => {
        redis = await startRedis();
        const both = { ...variables(), REDIS_URL: redis.url };
        pair = await startPair(database, both, { FM_ROLE: "worker" });
    }, 120_000);
    afterAll(async () => {
        await pair[Symbol.asyncDispose]();
        await redis[Symbol.asyncDispose]();
    });
    promises(() => pair);
});

function variables(): { readonly [name: string]: string } {
    return {
        TEMPORAL_ADDRESS: temporal?.address ?? "",
        TEMPORAL_NAMESPACE: temporal?.namespace ?? ""
    };
}
