import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { newId } from "../../platform/ids.ts";
import { testApi } from "../../../test/api.ts";
import type { Answered } from "../../../test/answer.ts";
import { corpus, graphOf } from "../../../test/corpus.ts";
import type { Run } from "../../../test/corpus.ts";

const api = await testApi({ CORS_ORIGIN: "https://app.flowmaestro.com" });
const mira = await api.register("Mira");
const ben = await api.register("Ben");
const PASSWORD = "correct horse battery";

const EMPTY = { nodes: {}, edges: [] };
const JSON_TYPE = { "content-type": "application/json" };

const create = (body: unknown, headers: { [name: string]: string } = {}) =>
    mira.call("POST", "/api/workflows", { body, headers });
const named = (name: unknown) => create({ name, definition: EMPTY });
const register = (email: unknown, password: unknown = PASSWORD) =>
    api.call("POST", "/api/auth/register", { body: { email, password, name: "A" } });

async function each(
    inputs: readonly unknown[],
    send: (input: unknown) => Promise<Answered>
): Promise<Answered[]> {
    const answers: Answered[] = [];
    for (const input of inputs) answers.push(await send(input));
    return answers;
}

async function workflow(): Promise<string> {
    const definition = graphOf(["a"]);
    return (await create({ name: "W", definition })).data.id;
}

const execute = (workflow_id: string, key: string, more: object = {}, person = mira) =>
    person.call("POST", "/api/workflows/execute", {
        body: { workflow_id, ...more },
        headers: { "idempotency-key": key, prefer: "wait=10" }
    });

const fieldsOf = ({ error }: Answered): string[] =>
    (error?.details.field_errors ?? []).map(({ field }) => field);

const runs: { readonly [id: string]: Run } = {
    "REST-001": async () => [await mira.call("POST", "/api/workflows", { headers: JSON_TYPE })],
    "REST-002": async ({ raw }) => [await create(raw)],
    "REST-003": ({ inputs }) => each(inputs, (input) => create(JSON.stringify(input))),
    "REST-005": async () => {
        const answer = await create("[".repeat(4_900) + "]".repeat(4_900));
        expect(answer.error?.message).toContain("64 levels");
        return [answer];
    },
    "REST-006": async () => {
        const answer = await create(`{"name":"${"a".repeat(1_048_577)}"}`);
        expect(answer.error?.code).toBe("PAYLOAD_TOO_LARGE");
        return [answer];
    },
    "REST-009": async () => {
        const bomb = gzipSync(Buffer.alloc(1 << 26)).toString("latin1");
        return [await create(bomb, { "content-encoding": "gzip" })];
    },
    "REST-011": ({ inputs }) =>
        each(inputs, (type) => create('{"name":7}', { "content-type": String(type) })),
    "REST-012": async () => [await create('{"name":"x"}', { "content-type": "text/plain" })],
    "REST-013": async ({ raw }) => [await create(raw)],
    "REST-014": async ({ raw }) => [await create(raw)],
    "REST-016": async () => {
        const [one, two] = [await workflow(), newId()];
        const body = `{"workflow_id":"${one}","workflow_id":"${two}"}`;
        const answer = await mira.call("POST", "/api/workflows/execute", { body });
        expect(fieldsOf(answer)).toEqual(["workflow_id"]);
        return [answer];
    },
    "REST-017": async ({ raw }) => {
        const answer = await create(raw);
        expect(fieldsOf(answer)).toEqual(["name"]);
        const inKey = '{"name":"x","definition":{"nodes":{"a\\u0000":{}},"edges":[]}}';
        return [answer, await create(inKey)];
    },
    "REST-019": async ({ raw }) => [await create(raw)],
    "REST-020": async ({ raw }) => [
        await mira.call("POST", "/api/workflows/execute", {
            body: raw.replace("W", await workflow())
        })
    ],
    "REST-021": async ({ raw }) => [
        await mira.call("POST", "/api/workflows/execute", {
            body: raw.replace("{", `{"workflow_id":"${await workflow()}",`)
        })
    ],
    "REST-022": ({ raw }) =>
        each([raw, '{"n":0x10}', '{"n":Infinity}', '{"n":1E-400}'], (body) => create(body)),
    "REST-024": async () => {
        const id = await workflow();
        const put = await mira.call("PUT", `/api/workflows/${id}`, {
            body: { user_id: ben.user_id }
        });
        expect((await ben.call("GET", `/api/workflows/${id}`)).status).toBe(404);
        return [put];
    },
    "REST-026": async () => {
        const good = await each(["a", "a".repeat(100), "👩".repeat(100)], named);
        expect(good.map(({ status }) => status)).toEqual([201, 201, 201]);
        const names = ["", "a".repeat(101), "a".repeat(10_000), "   ", "\u200b\u200b"];
        const bad = await each(names, named);
        expect(new Set(bad.map(({ status }) => status))).toEqual(new Set([400]));
        return [...good, ...bad];
    },
    "REST-027": ({ inputs }) =>
        each(inputs, async (name) => {
            const answer = await named(name);
            const read = await mira.call("GET", `/api/workflows/${answer.data.id}`);
            expect(read.data.name).toBe(name);
            return answer;
        }),
    "REST-028": ({ inputs }) => each(inputs, named),
    "REST-029": ({ inputs }) =>
        each(inputs, async (name) => {
            const answer = await named(name);
            for (const line of api.log) expect(line.trimEnd()).not.toContain("\n");
            return answer;
        }),
    "REST-031": async () => [
        await mira.call("GET", `/api/${"a".repeat(20_000)}`),
        await mira.call("GET", `/api/workflows?search=${"a".repeat(8_192)}`),
        await mira.call("GET", `/api/nosuch`, {
            headers: Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`x-${at}`, "1"]))
        })
    ],
    "REST-032": async () => [
        await mira.call("TRACE", "/api/workflows"),
        await mira.call("PROPFIND", "/api/workflows"),
        await mira.call("POST", `/api/workflows/${await workflow()}`, {
            headers: { "x-http-method-override": "DELETE" }
        })
    ],
    "REST-034": async () => {
        const headers = { host: "evil.example" };
        const answers = [
            await api.call("GET", "/api/openapi.json", { headers }),
            await mira.call("GET", "/api/workflows?limit=1", { headers })
        ];
        for (const { text, headers: answered } of answers)
            expect(text + JSON.stringify(answered)).not.toContain("evil.example");
        return answers;
    },
    "REST-036": ({ inputs }) =>
        each(inputs, async (origin) => {
            const answer = await api.call("GET", "/api/info", {
                headers: { origin: String(origin) }
            });
            expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
            return answer;
        }),
    "REST-037": ({ inputs }) => each(inputs, (email) => register(email)),
    "REST-038": () =>
        each(
            ["a", "b".repeat(129), "a".repeat(1 << 19), "        ", "pass\u0000word long enough"],
            (password) => register(`${newId()}@x.io`, password)
        ),
    "REST-039": async () => {
        const attempts = Array.from({ length: 100 }, (_, at) => at);
        const one = await each(attempts, (at) =>
            api.call("POST", "/api/auth/login", {
                body: { email: ben.email, password: `wrong ${String(at)}` }
            })
        );
        expect(one.findIndex(({ status }) => status === 429)).toBe(10);
        expect(Number(one.at(-1)?.headers["retry-after"])).toBeGreaterThan(0);
        const many = await each(attempts.slice(0, 20), (at) =>
            api.call("POST", "/api/auth/login", {
                body: { email: `${newId()}@x.io`, password: `wrong ${String(at)}` }
            })
        );
        return [...one, ...many];
    },
    "REST-040": async ({ inputs }) => [
        await api.call("POST", "/api/auth/login", { body: inputs[0] })
    ],
    "REST-041": ({ inputs }) =>
        each([inputs[0], { email: "victim@x.io", token: "" }, {}], (body) =>
            api.call("POST", "/api/auth/reset-password", { body })
        ),
    "REST-042": async () => {
        const id = await workflow();
        const [one, two] = [await execute(id, "k1"), await execute(id, "k1")];
        expect(two.data.execution_id).toBe(one.data.execution_id);
        expect([two.status, two.headers["idempotent-replayed"]]).toEqual([one.status, "true"]);
        return [one, two];
    },
    "REST-043": async () => {
        const id = await workflow();
        await execute(id, "k2");
        const other = await execute(id, "k2", { inputs: { a: 2 } });
        expect(other.error?.code).toBe("IDEMPOTENCY_KEY_REUSED");
        return [other];
    },
    "REST-045": async () => {
        const key = { "idempotency-key": "k3" };
        const mine = await create({ name: "Mine", definition: EMPTY }, key);
        const body = { name: "Mine", definition: EMPTY };
        const theirs = await ben.call("POST", "/api/workflows", { body, headers: key });
        expect(theirs.data.id).not.toBe(mine.data.id);
        return [theirs];
    },
    "REST-046": async () => {
        const id = await workflow();
        await mira.call("PUT", `/api/workflows/${id}`, { body: { name: "Second" } });
        const headers = { "if-match": '"rev-1"' };
        const body = { definition: EMPTY };
        const draft = `/api/workflows/${id}/draft` as const;
        const answers = [
            await mira.call("PUT", `/api/workflows/${id}`, { body, headers }),
            await mira.call("PUT", draft, { body, headers }),
            await mira.call("PUT", draft, { body })
        ];
        expect(answers.map(({ status }) => status)).toEqual([412, 412, 428]);
        return answers;
    },
    "REST-047": async () => {
        const id = await workflow();
        const url = `/api/workflows/${id}` as const;
        const answers = [
            await mira.call("DELETE", url),
            await mira.call("DELETE", url),
            await mira.call("GET", url),
            await execute(id, newId())
        ];
        expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 404]);
        return answers;
    },
    "REST-048": async () => {
        const started = await execute(await workflow(), newId());
        expect(started.data.status).toBe("completed");
        const url = `/api/executions/${started.data.id}` as const;
        const answers = [
            await mira.call("POST", `${url}/cancel`),
            await mira.call("POST", `${url}/cancel`, { body: { reason: "again" } }),
            await ben.call("POST", `${url}/cancel`)
        ];
        expect(answers.map(({ status }) => status)).toEqual([409, 409, 404]);
        expect((await mira.call("GET", url)).data.status).toBe("completed");
        return answers;
    },
    "REST-050": async () => {
        const answer = await api.call("POST", "/api/auth/verify", { body: { token: "x" } });
        expect(answer.data).toEqual({ valid: false });
        return [answer];
    },
    "REST-051": async () => {
        const timestamp = "2026-01-01T00:00:00Z";
        const log = (level: string, message: string) => ({ level, message, timestamp });
        const send = (logs: unknown[], token: string | null) =>
            api.call("POST", "/api/client-logs", { token, body: { session_id: "s", logs } });
        return [
            await send(
                Array.from({ length: 10_000 }, () => log("error", "a")),
                mira.token
            ),
            await send([log("error", "a".repeat(1 << 20))], mira.token),
            await send([log("__proto__", "x")], mira.token),
            await send([log("info", mira.token)], null)
        ];
    }
};

corpus("REST", api, {
    runs,
    elsewhere: {
        "REST-007": "transport.test.ts: a body that does not come",
        "REST-008": "transport.test.ts: a head that does not come",
        "REST-025": "there is no route to change a profile yet",
        "REST-033": "transport.test.ts: both lengths, chunk sizes with a sign",
        "REST-035": "plugins/rate-limits.test.ts: the socket's address",
        "REST-049": "there are no integrations yet"
    }
});
