import { describe, expect, it } from "vitest";
import { testApi } from "../../../test/api.ts";

const api = await testApi({
    RATE_LIMIT_REQUESTS_PER_MINUTE: "30",
    RATE_LIMIT_STARTS_PER_SECOND: "2",
    RATE_LIMIT_LOGINS_PER_MINUTE: "1"
});
let address = 0;
/** An address nobody has used, so that tests do not use up each other's limits. */
const elsewhere = () => `10.0.0.${(address += 1)}`;

const from = (remoteAddress: string, headers: { [name: string]: string } = {}) =>
    api.app.inject({ url: "/api/info", remoteAddress, headers });

describe("rate limits", () => {
    it("say what holds and what is left, in both forms", async () => {
        const { headers } = await from(elsewhere());
        expect(headers).toMatchObject({
            "ratelimit-policy": '"default";q=30;w=60',
            ratelimit: '"default";r=29;t=60',
            "x-ratelimit-limit": "30",
            "x-ratelimit-remaining": "29",
            "x-ratelimit-reset": "60"
        });
    });

    it("refuse with the name of the limit and when to come back", async () => {
        const address = elsewhere();
        const answers = [];
        for (let at = 0; at < 32; at += 1) answers.push(await from(address));
        expect(answers.map(({ statusCode }) => statusCode)).toEqual([
            ...Array<number>(30).fill(200),
            429,
            429
        ]);
        const last = answers.at(-1);
        expect(last?.json()).toMatchObject({
            error: {
                code: "RATE_LIMITED",
                is_retryable: true,
                details: { policy: "default", limit: 30, window_seconds: 60 }
            }
        });
        expect(Number(last?.headers["retry-after"])).toBeGreaterThan(0);
    });

    it("count the socket's address, whatever headers claim", async () => {
        const address = elsewhere();
        let refused = 0;
        for (let at = 0; at < 35; at += 1) {
            const headers = { "x-forwarded-for": `1.2.3.${at}`, "x-real-ip": `1.2.3.${at}` };
            if ((await from(address, headers)).statusCode === 429) refused += 1;
        }
        expect(refused).toBe(5);
    });

    it("count a workspace wherever it calls from, and others apart", async () => {
        const mira = await api.register();
        const ask = (token: string) =>
            api.app.inject({
                url: "/api/auth/me",
                remoteAddress: elsewhere(),
                headers: { authorization: `Bearer ${token}` }
            });
        const statuses: number[] = [];
        for (let at = 0; at < 31; at += 1) statuses.push((await ask(mira.token)).statusCode);
        expect(statuses.filter((status) => status === 429)).toHaveLength(1);
        const ben = await api.register();
        expect((await ask(ben.token)).statusCode).toBe(200);
    });

    it("count guesses at tokens against the address", async () => {
        const address = elsewhere();
        const guess = (at: number) =>
            api.app.inject({
                url: "/api/auth/me",
                remoteAddress: address,
                headers: { authorization: `Bearer guess-${at}` }
            });
        const statuses: number[] = [];
        for (let at = 0; at < 32; at += 1) statuses.push((await guess(at)).statusCode);
        expect(statuses.slice(-2)).toEqual([429, 429]);
    });

    it("have a stricter one for starts", async () => {
        const mira = await api.register();
        const start = () =>
            mira.call("POST", "/api/workflows/execute", {
                body: { workflow_id: "0190f3a2-7c1e-7d5b-9a54-3f0c2b1d8e6f" }
            });
        const answers = [];
        for (let at = 0; at < 12; at += 1) answers.push(await start());
        expect(answers.map(({ status }) => status)).toEqual([
            ...Array<number>(10).fill(404),
            429,
            429
        ]);
        expect(answers.at(-1)?.error?.details).toMatchObject({ policy: "start", limit: 10 });
        expect(answers[0]?.headers["ratelimit-policy"]).toBe(
            '"default";q=30;w=60, "start";q=10;w=5'
        );
    });

    it("leave probes and documents alone", async () => {
        for (const url of ["/health", "/metrics", "/api/docs", "/api/openapi.json"]) {
            const { headers, statusCode } = await api.app.inject({
                url,
                remoteAddress: elsewhere()
            });
            expect(statusCode).toBe(200);
            expect(headers).not.toHaveProperty("ratelimit");
        }
    });
});
