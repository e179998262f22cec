import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeAuthority } from "../../test/certificates.ts";
import { readEnv } from "../env.ts";
import { EnvError } from "./reader.ts";
import type { EnvProblem } from "./reader.ts";

const AT = { TEMPORAL_ADDRESS: "localhost:7233" };

let folder: string;
let pems: { ca: string; cert: string; key: string; otherKey: string };

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fm-env-"));
    const authority = await makeAuthority();
    const [client, other] = [await authority.issue("client"), await authority.issue("other")];
    pems = { ca: authority.ca, ...client, otherKey: other.key };
    await writeFile(join(folder, "cert.pem"), pems.cert);
    await writeFile(join(folder, "key.pem"), pems.key);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the engine", () => {
    test("is the embedded one where nothing says otherwise", () => {
        expect(readEnv({})).toMatchObject({
            engine: "embedded",
            temporal: null,
            role: "all",
            worker_health_port: null,
            redis: null
        });
    });

    test("is Temporal as soon as its address is known", () => {
        expect(readEnv(AT)).toMatchObject({
            engine: "temporal",
            temporal: {
                address: "localhost:7233",
                namespace: "default",
                api_key: null,
                tls: null,
                task_queue: "flowmaestro-orchestrator",
                ui_url: null,
                max_concurrent_activities: null,
                max_concurrent_workflows: null,
                build_id: null
            }
        });
        expect(readEnv({ ...AT, ENGINE: "temporal" }).engine).toBe("temporal");
    });

    test("is the embedded one where that is asked for, whatever the address is set for", () => {
        const env = readEnv({ ...AT, TEMPORAL_NAMESPACE: "x", ENGINE: "embedded" });
        expect(env).toMatchObject({ engine: "embedded", temporal: null });
    });

    test("is told all that the variables say", () => {
        const env = readEnv({
            TEMPORAL_ADDRESS: "temporal.internal",
            TEMPORAL_NAMESPACE: "flows.a1b2c",
            TEMPORAL_API_KEY: "a-key",
            TEMPORAL_TASK_QUEUE: "flows",
            TEMPORAL_UI_URL: "https://ui.example.com/temporal/",
            TEMPORAL_MAX_CONCURRENT_ACTIVITIES: "10",
            TEMPORAL_MAX_CONCURRENT_WORKFLOWS: "20",
            TEMPORAL_WORKER_BUILD_ID: "2026.11.21-a1b2c3",
            WORKER_HEALTH_PORT: "3002",
            FM_ROLE: "worker"
        });
        expect(env).toMatchObject({
            role: "worker",
            worker_health_port: 3002,
            temporal: {
                address: "temporal.internal:7233",
                namespace: "flows.a1b2c",
                api_key: "a-key",
                tls: { ca: null, client: null, server_name: null },
                task_queue: "flows",
                ui_url: "https://ui.example.com/temporal",
                max_concurrent_activities: 10,
                max_concurrent_workflows: 20,
                build_id: "2026.11.21-a1b2c3"
            }
        });
    });
});

describe("an encrypted connection to Temporal", () => {
    test("takes certificates as text, as text on one line, and as paths", () => {
        const both = { cert: pems.cert, key: pems.key };
        const text = readEnv({
            ...AT,
            TEMPORAL_CA_CERT: pems.ca,
            TEMPORAL_CLIENT_CERT: pems.cert,
            TEMPORAL_CLIENT_KEY: pems.key.replaceAll("\n", "\\n")
        });
        expect(text.temporal?.tls).toEqual({ ca: pems.ca, client: both, server_name: null });
        const paths = readEnv({
            ...AT,
            TEMPORAL_CLIENT_CERT: join(folder, "cert.pem"),
            TEMPORAL_CLIENT_KEY: join(folder, "key.pem")
        });
        expect(paths.temporal?.tls?.client).toEqual(both);
    });

    test("takes the names of Temporal's own tools", () => {
        const env = readEnv({
            ...AT,
            TEMPORAL_TLS_SERVER_CA_CERT_DATA: pems.ca,
            TEMPORAL_TLS_CLIENT_CERT_PATH: join(folder, "cert.pem"),
            TEMPORAL_TLS_CLIENT_KEY_PATH: join(folder, "key.pem"),
            TEMPORAL_TLS_SERVER_NAME: "flows.example.com"
        });
        expect(env.temporal?.tls).toEqual({
            ca: pems.ca,
            client: { cert: pems.cert, key: pems.key },
            server_name: "flows.example.com"
        });
    });

    test("is made where it is asked for or a key is carried, and not where it is refused", () => {
        const plain = { ca: null, client: null, server_name: null };
        expect(readEnv({ ...AT, TEMPORAL_TLS: "true" }).temporal?.tls).toEqual(plain);
        expect(readEnv({ ...AT, TEMPORAL_API_KEY: "k" }).temporal?.tls).toEqual(plain);
        const refused = readEnv({ ...AT, TEMPORAL_API_KEY: "k", TEMPORAL_TLS: "false" });
        expect(refused.temporal?.tls).toBeNull();
    });

    test.each<[string, () => Record<string, string>, RegExp]>([
        [
            "TEMPORAL_CLIENT_CERT",
            () => ({ TEMPORAL_CLIENT_CERT: pems.cert }),
            /TEMPORAL_CLIENT_KEY is not/
        ],
        [
            "TEMPORAL_CLIENT_KEY",
            () => ({ TEMPORAL_CLIENT_KEY: pems.key }),
            /TEMPORAL_CLIENT_CERT is not/
        ],
        [
            "TEMPORAL_CLIENT_KEY",
            () => ({ TEMPORAL_CLIENT_CERT: pems.cert, TEMPORAL_CLIENT_KEY: pems.otherKey }),
            /not the key of the certificate/
        ],
        [
            "TEMPORAL_CLIENT_KEY",
            () => ({ TEMPORAL_CLIENT_CERT: pems.cert, TEMPORAL_CLIENT_KEY: pems.cert }),
            /no private key/
        ],
        ["TEMPORAL_CA_CERT", () => ({ TEMPORAL_CA_CERT: "/nowhere/ca.pem" }), /nor the path/],
        [
            "TEMPORAL_CA_CERT",
            () => ({
                TEMPORAL_CA_CERT: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
            }),
            /cannot be read/
        ],
        ["TEMPORAL_TLS", () => ({ TEMPORAL_TLS: "maybe" }), /neither true nor false/],
        [
            "TEMPORAL_TLS",
            () => ({ TEMPORAL_TLS: "false", TEMPORAL_CA_CERT: pems.ca }),
            /TEMPORAL_CA_CERT is for/
        ],
        [
            "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION",
            () => ({ TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: "true" }),
            /trust whoever answers/
        ]
    ])(
        "is refused with a wrong %s, and the key is not repeated",
        (variable, variables, message) => {
            const problems = problemsOf({ ...AT, ...variables() });
            expect(problems.map((problem) => problem.variable)).toEqual([variable]);
            expect(problems[0]?.message).toMatch(message);
            expect(problems[0]?.solution).toMatch(/^\S.*\.$/);
            expect(JSON.stringify(problems)).not.toContain("BEGIN PRIVATE KEY");
        }
    );
});

describe("Redis", () => {
    test.each<[Record<string, string>, object]>([
        [
            { REDIS_URL: "redis://cache" },
            { host: "cache", port: 6379, username: undefined, password: undefined, tls: false }
        ],
        [
            { REDIS_URL: "rediss://u:p%40ss@cache.example.com:6380/3" },
            { host: "cache.example.com", port: 6380, username: "u", password: "p@ss", tls: true }
        ],
        [{ REDIS_URL: "redis://[::1]:6379" }, { host: "::1", port: 6379 }],
        [{ REDIS_HOST: "cache" }, { host: "cache", port: 6379, tls: false, database: 0 }],
        [
            { REDIS_HOST: "c", REDIS_PORT: "7000", REDIS_PASSWORD: "p", REDIS_TLS: "1" },
            { host: "c", port: 7_000, password: "p", tls: true }
        ]
    ])("is read from %j", (variables, address) => {
        expect(readEnv(variables).redis).toMatchObject(address);
    });
});

test.each<[string, Record<string, string>, RegExp]>([
    ["ENGINE", { ENGINE: "temporal" }, /does not say where/],
    ["ENGINE", { ENGINE: "bull" }, /no engine/],
    ["TEMPORAL_ADDRESS", { TEMPORAL_ADDRESS: "https://localhost:7233" }, /not host:port/],
    ["TEMPORAL_ADDRESS", { TEMPORAL_ADDRESS: "localhost:99999" }, /not host:port/],
    ["TEMPORAL_NAMESPACE", { TEMPORAL_NAMESPACE: "flows.a1b2c" }, /TEMPORAL_ADDRESS is not/],
    ["TEMPORAL_NAMESPACE", { ...AT, TEMPORAL_NAMESPACE: "a b" }, /no name/],
    ["TEMPORAL_TASK_QUEUE", { ...AT, TEMPORAL_TASK_QUEUE: "a/b" }, /no name/],
    ["TEMPORAL_UI_URL", { ...AT, TEMPORAL_UI_URL: "localhost:8088" }, /not the address of a page/],
    [
        "TEMPORAL_MAX_CONCURRENT_ACTIVITIES",
        { ...AT, TEMPORAL_MAX_CONCURRENT_ACTIVITIES: "0" },
        /not a number of tasks/
    ],
    ["FM_ROLE", { ...AT, FM_ROLE: "workers" }, /no role/],
    ["FM_ROLE", { FM_ROLE: "api" }, /on Temporal only/],
    ["FM_ROLE", { ...AT, ENGINE: "embedded", FM_ROLE: "worker" }, /on Temporal only/],
    ["WORKER_HEALTH_PORT", { WORKER_HEALTH_PORT: "on" }, /not a port/],
    ["REDIS_URL", { REDIS_URL: "localhost:6379" }, /not a URL that starts/],
    ["REDIS_URL", { REDIS_URL: "redis://" }, /not a URL|names no host/],
    ["REDIS_URL", { REDIS_URL: "redis://cache/first" }, /names a database/],
    ["REDIS_URL", { REDIS_URL: "redis://cache?db=1" }, /has parameters/],
    ["REDIS_URL", { REDIS_URL: "redis://:p%zz@cache" }, /no escape/],
    ["REDIS_PORT", { REDIS_PORT: "x" }, /not a port/]
])("a wrong %s is named with its fix: %j", (variable, variables, message) => {
    const problems = problemsOf(variables);
    expect(problems.map((problem) => problem.variable)).toEqual([variable]);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.solution).toMatch(/^\S.*\.$/);
});

test("no refusal repeats a secret", () => {
    const text = JSON.stringify(
        problemsOf({
            ...AT,
            REDIS_URL: "redis://:hunter2hunter2@cache?x=1",
            TEMPORAL_CLIENT_CERT: "hunter2hunter2",
            TEMPORAL_CLIENT_KEY: "hunter2hunter2"
        })
    );
    expect(text).toContain("REDIS_URL");
    expect(text).not.toContain("hunter2");
});

function problemsOf(variables: Record<string, string>): readonly EnvProblem[] {
    try {
        readEnv(variables);
    } catch (error) {
        if (error instanceof EnvError) return error.problems;
        throw error;
    }
    return [];
}
