import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { REPOSITORY_ROOT, readEnv } from "./env.ts";
import { EnvError } from "./env/reader.ts";
import type { EnvProblem } from "./env/reader.ts";

const GOOD_SECRET = "uV0mYk8rQ2zJ5xWc7Tn1Lb4Hd6Gf9Se3";
const OTHER_SECRET = "Zq3Xw6Ev9Rt2Yb5Nu8Mi1Kp4Lo7Jh0Gd";
const PRODUCTION = {
    NODE_ENV: "production",
    JWT_SECRET: GOOD_SECRET,
    ENCRYPTION_KEY: OTHER_SECRET
};

describe("without any variable", () => {
    const env = readEnv({});

    test("it is a development start on this machine only", () => {
        expect(env).toMatchObject({
            environment: "development",
            host: "127.0.0.1",
            port: 3001,
            app_url: "http://localhost:3001",
            database: null,
            data_dir: join(REPOSITORY_ROOT, ".flowmaestro"),
            cors_origins: [],
            rate_limits: {
                requests_per_minute: 10_000,
                starts_per_second: 1_000,
                logins_per_minute: 10
            },
            jwt_secret: null,
            encryption_key: null,
            max_nodes: 2_000,
            retention_days: 30,
            egress: { allow: [], ports: [80, 443, 8080, 8443] }
        });
    });

    test("an empty value is an absent one", () => {
        expect(readEnv({ PORT: "", DATABASE_URL: " ", REDIS_URL: "", CORS_ORIGIN: "" })).toEqual(
            env
        );
    });
});

test("every variable is read, by its alias too", () => {
    const env = readEnv({
        ...PRODUCTION,
        BACKEND_PORT: "8080",
        BACKEND_HOST: "10.0.0.1",
        APP_URL: "https://flows.example.com/",
        DATABASE_URL: "postgres://u:p@db/flows",
        CORS_ORIGIN: "https://a.example.com, https://b.example.com:8443",
        RATE_LIMIT_REQUESTS_PER_MINUTE: "0",
        LOG_LEVEL: "warn",
        MAX_NODES: "50",
        RETENTION_DAYS: "0",
        DATA_DIR: "/srv/flows",
        TRUST_PROXY: "10.0.0.0/8,::1",
        EGRESS_PORTS: "443, 9443",
        ENGINE: "embedded"
    });
    expect(env).toMatchObject({
        environment: "production",
        host: "10.0.0.1",
        port: 8080,
        app_url: "https://flows.example.com",
        database: { host: "db", database: "flows", user: "u", password: "p" },
        database_variable: "DATABASE_URL",
        cors_origins: ["https://a.example.com", "https://b.example.com:8443"],
        rate_limits: { requests_per_minute: 0, starts_per_second: 20, logins_per_minute: 10 },
        log_level: "warn",
        max_nodes: 50,
        retention_days: 0,
        data_dir: "/srv/flows",
        trust_proxy: ["10.0.0.0/8", "::1"],
        egress: { allow: [], ports: [443, 9443] }
    });
});

test("a test names what workflows may reach besides", () => {
    const { egress } = readEnv({ EGRESS_ALLOW: "127.0.0.1:4000, [::1]:4001,mock.test:80" });
    expect(egress.allow).toEqual(["127.0.0.1:4000", "[::1]:4001", "mock.test:80"]);
});

test("production listens on every network, and a database may come in parts", () => {
    const env = readEnv({ ...PRODUCTION, POSTGRES_HOST: "db", POSTGRES_PASSWORD: "p" });
    expect(env.host).toBe("0.0.0.0");
    expect(env.database).toEqual({
        host: "db",
        port: 5432,
        database: "flowmaestro",
        user: "flowmaestro",
        password: "p"
    });
    expect(env.database_variable).toBe("POSTGRES_HOST");
});

test.each<[string, Record<string, string>, RegExp]>([
    ["PORT", { PORT: "abc" }, /"abc", which is not a port/],
    ["PORT", { PORT: "70000" }, /not a port/],
    ["PORT", { PORT: "3001.5" }, /not a port/],
    ["BACKEND_PORT", { BACKEND_PORT: "-1" }, /not a port/],
    ["HOST", { HOST: "not a host" }, /neither an address nor a name/],
    ["NODE_ENV", { NODE_ENV: "prod" }, /no environment/],
    ["APP_URL", { APP_URL: "example.com" }, /not the address of a site/],
    ["CORS_ORIGIN", { CORS_ORIGIN: "*" }, /not a list of origins/],
    ["CORS_ORIGIN", { CORS_ORIGIN: "https://a.example.com/path" }, /not a list of origins/],
    ["RATE_LIMIT_LOGINS_PER_MINUTE", { RATE_LIMIT_LOGINS_PER_MINUTE: "ten" }, /not a rate/],
    ["RATE_LIMIT_LOGIN", { RATE_LIMIT_LOGIN: "10" }, /no limit we have/],
    ["LOG_LEVEL", { LOG_LEVEL: "verbose" }, /no log level/],
    ["MAX_NODES", { MAX_NODES: "0" }, /out of range/],
    ["RETENTION_DAYS", { RETENTION_DAYS: "-3" }, /not a number of days/],
    ["TRUST_PROXY", { TRUST_PROXY: "true" }, /not a list of addresses/],
    ["EGRESS_ALLOW", { EGRESS_ALLOW: "127.0.0.1" }, /not a list of hosts with ports/],
    ["EGRESS_ALLOW", { EGRESS_ALLOW: "a b:80" }, /not a list of hosts with ports/],
    ["EGRESS_ALLOW", { ...PRODUCTION, EGRESS_ALLOW: "10.0.0.1:80" }, /production keeps closed/],
    ["FM_CRASHPOINT", { FM_TEST: "1", FM_CRASHPOINT: "nowhere:1" }, /no crash point/],
    ["FM_CRASHPOINT", { FM_TEST: "1", FM_CRASHPOINT: "effect_sent:0" }, /no crash point/],
    ["FM_CRASHPOINT", { FM_CRASHPOINT: "effect_sent:1" }, /on purpose/],
    [
        "FM_CRASHPOINT",
        { ...PRODUCTION, FM_TEST: "1", FM_CRASHPOINT: "effect_sent:1" },
        /on purpose/
    ],
    ["EGRESS_PORTS", { EGRESS_PORTS: "https" }, /not a list of ports/],
    ["DATABASE_URL", { DATABASE_URL: "mysql://a@b/c" }, /not with postgres/],
    ["POSTGRES_PORT", { POSTGRES_PORT: "x" }, /not a port/],
    ["JWT_SECRET", { NODE_ENV: "production", ENCRYPTION_KEY: OTHER_SECRET }, /is missing/],
    ["ENCRYPTION_KEY", { NODE_ENV: "production", JWT_SECRET: GOOD_SECRET }, /is missing/],
    ["JWT_SECRET", { JWT_SECRET: "short" }, /has 5 bytes/],
    ["ENCRYPTION_KEY", { ...PRODUCTION, ENCRYPTION_KEY: GOOD_SECRET }, /same as JWT_SECRET/]
])("a wrong %s is named with its fix: %j", (variable, variables, message) => {
    const problems = problemsOf(variables);
    expect(problems.map((problem) => problem.variable)).toEqual([variable]);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.solution).toMatch(/^\S.*\.$/);
});

test("all problems are told at once", () => {
    const problems = problemsOf({ PORT: "x", LOG_LEVEL: "y", REDIS_URL: "z" });
    expect(problems.map(({ variable }) => variable).toSorted()).toEqual([
        "LOG_LEVEL",
        "PORT",
        "REDIS_URL"
    ]);
});

test.each([
    "your-secret-key-change-in-production-please",
    "your_super_secret_jwt_key_1234567890abcdef",
    "changeme-changeme-changeme-changeme",
    "change-this-to-a-random-string-of-32+",
    "flowmaestro-flowmaestro-flowmaestro",
    "super-secret-jwt-token-with-at-least-32-characters-long",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "01234567890123456789012345678901",
    "password-password-password-password",
    "dev-secret-key-not-for-production-use"
])("production refuses the known secret %s and does not repeat it", (secret) => {
    const problems = problemsOf({ ...PRODUCTION, JWT_SECRET: secret });
    expect(problems).toMatchObject([{ variable: "JWT_SECRET" }]);
    expect(JSON.stringify(problems)).not.toContain(secret);
    expect(readEnv({ JWT_SECRET: secret }).jwt_secret).toBe(secret);
});

test("no refusal repeats a password", () => {
    const text = JSON.stringify(
        problemsOf({
            DATABASE_URL: "postgres://u:hunter2hunter2@h/d?sslmode=maybe",
            JWT_SECRET: "hunter2hunter2",
            REDIS_URL: "redis://:hunter2hunter2@h"
        })
    );
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
