import { afterAll, describe, expect, it } from "vitest";
import { testApi } from "../../test/api.ts";
import type { TestApi } from "../../test/api.ts";
import { hasRedis, startRedis } from "../../test/redis.ts";

const redis = hasRedis ? await startRedis() : null;
const variables = {
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
    RATE_LIMIT_REQUESTS_PER_MINUTE: "10",
    RATE_LIMIT_LOGINS_PER_MINUTE: "0"
};
/** Two processes of one installation, and one of another that uses the same Redis. */
const apis = redis === null ? [] : await three();
async function three(): Promise<TestApi[]> {
    const a = await testApi(variables);
    const b = await testApi(variables, { database: a.database });
    return [a, b, await testApi(variables)];
}
afterAll(() => redis?.[Symbol.asyncDispose]());

describe.skipIf(redis === null)("limits of processes that share a Redis", () => {
    const [a, b, stranger] = apis as [TestApi, TestApi, TestApi];
    const isUp = (api: TestApi): boolean | undefined => api.deps.redis?.isUp;
    /** Each from an address of its own, so that tests do not count for one another. */
    let addresses = 0;
    const ask = async (api: TestApi, address: string): Promise<[number, string]> => {
        const answer = await api.app.inject({
            method: "GET",
            url: "/api/workflows",
            remoteAddress: address
        });
        return [answer.statusCode, String(answer.headers["x-ratelimit-remaining"])];
    };
    const address = (): string => `10.0.0.${(addresses += 1)}`;
    // Who is not answered within 50 ms counts alone for a while, which on a busy machine happens.
    const again = { retry: 5, timeout: 60_000 };

    it("are counted together", again, async () => {
        await expect.poll(() => isUp(a) === true && isUp(b) === true).toBe(true);
        const from = address();
        for (let at = 0; at < 10; at += 1) {
            const answer = await ask(at % 2 === 0 ? a : b, from);
            expect(answer).toEqual([401, String(9 - at)]);
        }
        expect(await ask(a, from)).toEqual([429, "0"]);
        expect(await ask(b, from)).toEqual([429, "0"]);
        expect(await ask(b, address())).toEqual([401, "9"]);
    });

    it("are none of another installation's business", again, async () => {
        await expect.poll(() => isUp(a) === true && isUp(stranger) === true).toBe(true);
        const from = address();
        expect(await ask(a, from)).toEqual([401, "9"]);
        expect(await ask(stranger, from)).toEqual([401, "9"]);
        const keys = await a.deps.redis?.ask((client) => client.keys(`*${from}*`), 1_000);
        const spaces = [a, stranger].map(({ deps }) => deps.redis?.space ?? "");
        expect(new Set(keys?.map((key) => key.slice(0, key.indexOf("rate:"))))).toEqual(
            new Set(spaces)
        );
        expect(keys).toHaveLength(2);
    });

    it("are counted by each process while Redis stands still, and nobody waits long for it", async () => {
        const from = address();
        await ask(a, from);
        redis?.freeze();
        const times: number[] = [];
        for (let at = 1; at < 10; at += 1) {
            const started = performance.now();
            expect(await ask(a, from)).toEqual([401, String(9 - at)]);
            times.push(performance.now() - started);
        }
        expect(await ask(a, from)).toEqual([429, "0"]);
        // B has not heard of them, and counts what comes to it.
        expect(await ask(b, from)).toEqual([401, "9"]);
        redis?.thaw();
        expect(Math.max(...times)).toBeLessThan(1_000);
        // Only the first one waits for those 50 ms: after it nobody asks for a while.
        expect(times.toSorted((x, y) => x - y)[4]).toBeLessThan(40);
        await expect.poll(() => isUp(a) === true && isUp(b) === true).toBe(true);
    }, 60_000);

    it("outlive a Redis that dies, and are shared again when it is back", again, async () => {
        await expect.poll(() => isUp(a) === true && isUp(b) === true).toBe(true);
        const from = address();
        expect(await ask(a, from)).toEqual([401, "9"]);
        await redis?.kill();
        for (let at = 1; at < 10; at += 1)
            expect(await ask(a, from)).toEqual([401, String(9 - at)]);
        expect(await ask(a, from)).toEqual([429, "0"]);
        await redis?.start();
        await expect.poll(() => isUp(a) === true && isUp(b) === true).toBe(true);
        // What the process counted meanwhile still holds for it.
        expect(await ask(a, from)).toEqual([429, "0"]);
        const other = address();
        expect(await ask(a, other)).toEqual([401, "9"]);
        expect(await ask(b, other)).toEqual([401, "8"]);
    });

    it("hold where Redis is full", async () => {
        await a.deps.redis?.ask((client) => client.config("SET", "maxmemory", "1"), 1_000);
        const from = address();
        for (let at = 0; at < 10; at += 1)
            expect(await ask(a, from)).toEqual([401, String(9 - at)]);
        expect(await ask(a, from)).toEqual([429, "0"]);
    });
});
