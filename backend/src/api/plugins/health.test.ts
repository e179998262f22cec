import fastify from "fastify";
import { describe, expect, it } from "vitest";
import { testApi } from "../../../test/api.ts";
import { answerErrors } from "./errors.ts";
import { answerProbes } from "./health.ts";

const api = await testApi();
const stopping = await testApi();

describe("probes", () => {
    it.each(["/health", "/health/live", "/api/health", "/api/v1/health/live"])(
        "%s is well",
        async (url) => {
            const answer = await api.call("GET", url);
            expect(answer.status).toBe(200);
            expect(answer.data).toMatchObject({ status: "ok" });
        }
    );

    it("/health/ready looks at process, database, migrations and engine", async () => {
        const answer = await api.call("GET", "/health/ready");
        expect(answer.data).toMatchObject({
            status: "ready",
            checks: [
                { name: "process", ok: true },
                { name: "database", ok: true },
                { name: "migrations", ok: true },
                { name: "engine", ok: true }
            ]
        });
    });

    it("says which migration is missing", async () => {
        const { rows } = await api.database.admin.query<{ name: string }>(
            "delete from pgmigrations where id = (select max(id) from pgmigrations) returning name"
        );
        const answer = await api.call("GET", "/health/ready");
        expect(answer.error).toMatchObject({ code: "UNAVAILABLE", is_retryable: true });
        expect(answer.error?.message).toContain(rows[0]?.name);
        expect(answer.headers["retry-after"]).toBe("5");
        await api.database.admin.query(
            "insert into pgmigrations (name, run_on) values ($1, now())",
            [rows[0]?.name]
        );
        expect((await api.call("GET", "/health/ready")).status).toBe(200);
    });

    it("/metrics counts requests by route and never by address", async () => {
        const mira = await api.register();
        await mira.call("GET", "/api/workflows/0190f3a2-7c1e-7d5b-9a54-3f0c2b1d8e6f");
        const { text, headers } = await api.call("GET", "/metrics");
        expect(headers["content-type"]).toContain("text/plain");
        expect(text).toContain(
            'http_request_duration_seconds_count{method="GET",route="/api/workflows/:id",status="404"} 1'
        );
        expect(text).toContain("nodejs_eventloop_lag_seconds");
        expect(text).not.toContain("0190f3a2");
    });

    it.each(["/health", "/health/live", "/health/ready", "/metrics", "/ws"])(
        "%s is a known path, whichever the method",
        async (url) => {
            const answer = await api.call("PUT", url);
            expect(answer).toMatchObject({ status: 405, error: { code: "METHOD_NOT_ALLOWED" } });
            expect(answer.headers["allow"]).toBe("GET, HEAD, OPTIONS");
        }
    );

    it("leave no line in the log", async () => {
        const before = api.log.length;
        await api.call("GET", "/health/live");
        await api.call("GET", "/api/info");
        const lines = api.log.slice(before).filter((line) => line.includes('"route"'));
        expect(lines).toHaveLength(1);
        expect(lines[0]).toContain("/api/info");
    });
});

describe("while something is away", () => {
    it("readiness says so in one line of the log, and once more when it is back", async () => {
        const trouble = { reason: null as string | null };
        const away = fastify();
        answerErrors(away);
        answerProbes(away, {
            ...api.deps,
            worker: { trouble: () => trouble.reason }
        });
        const ask = async (): Promise<number> =>
            (await away.inject({ method: "GET", url: "/health/ready" })).statusCode;
        const before = api.log.length;
        const answers = [await ask()];
        trouble.reason = "Nothing listens at TEMPORAL_ADDRESS.";
        answers.push(await ask(), await ask(), await ask());
        trouble.reason = null;
        answers.push(await ask(), await ask());
        await away.close();
        expect(answers).toEqual([200, 503, 503, 503, 200, 200]);
        const lines = api.log.slice(before).filter((line) => line.includes("health."));
        expect(lines).toHaveLength(2);
        expect(lines[0]).toContain("Nothing listens at TEMPORAL_ADDRESS.");
        expect(lines[0]).not.toMatch(/stack|"err"/);
        expect(lines[1]).toContain("health.ready");
    });

    it("readiness under the whole server leaves no stack and no line for each request", async () => {
        const { rows } = await api.database.admin.query<{ name: string }>(
            "delete from pgmigrations where id = (select max(id) from pgmigrations) returning name"
        );
        const before = api.log.length;
        for (let n = 0; n < 3; n += 1)
            expect((await api.call("GET", "/health/ready")).status).toBe(503);
        const lines = api.log.slice(before);
        await api.database.admin.query(
            "insert into pgmigrations (name, run_on) values ($1, now())",
            [rows[0]?.name]
        );
        expect((await api.call("GET", "/health/ready")).status).toBe(200);
        expect(lines).toHaveLength(1);
        expect(lines[0]).toContain("Not applied yet");
    });
});

describe("while stopping", () => {
    it("readiness is red and liveness is not", async () => {
        stopping.deps.lifecycle.enter("stopping");
        const answer = await stopping.call("GET", "/health/ready");
        expect(answer.error).toMatchObject({
            code: "SHUTTING_DOWN",
            details: { reasons: ["The process is stopping."] }
        });
        expect((await stopping.call("GET", "/health/live")).status).toBe(200);
    });

    it("everything else is refused in the house format, to be tried elsewhere", async () => {
        stopping.deps.lifecycle.enter("stopping");
        const answer = await stopping.call("GET", "/api/info");
        expect(answer).toMatchObject({ status: 503, error: { code: "SHUTTING_DOWN" } });
        expect(answer.headers).toMatchObject({ "retry-after": "5", connection: "close" });
    });
});
