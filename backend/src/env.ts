import { join, resolve } from "node:path";
import { z } from "zod";
import { LIMITS } from "@flowmaestro/shared/workflow/document.ts";
import { crashPlaceSchema } from "./platform/crash-point.ts";
import type { CrashPlace } from "./platform/crash-point.ts";
import { DEFAULT_PORTS } from "./platform/egress/policy.ts";
import { weaknessOf } from "./platform/secrets.ts";
import { AddressProblem, parseDatabaseUrl } from "./storage/database-url.ts";
import type { DatabaseAddress } from "./storage/database.ts";

/** Everything the environment decides, parsed once at start. Nothing else reads `process.env`. */
export interface Env {
    readonly environment: "development" | "production" | "test";
    readonly host: string;
    readonly port: number;
    /** Where people find us, without a trailing slash; links and cookies are made from it. */
    readonly app_url: string;
    /** Absolute. Embedded Postgres, development secrets and large values live here. */
    readonly data_dir: string;
    /** Somebody chose it; otherwise it may move to where an unprivileged Postgres can read. */
    readonly is_data_dir_given: boolean;
    /** Null: the embedded one. */
    readonly database: DatabaseAddress | null;
    /** The variable that names the database, for error messages. */
    readonly database_variable: "DATABASE_URL" | "POSTGRES_HOST";
    readonly cors_origins: readonly string[];
    readonly rate_limits: {
        /** 0 = off. */
        readonly requests_per_minute: number;
        readonly starts_per_second: number;
        readonly logins_per_minute: number;
    };
    readonly log_level: "trace" | "debug" | "info" | "warn" | "error";
    /** Null in development: then they are made at first start and kept in the data directory. */
    readonly jwt_secret: string | null;
    readonly encryption_key: string | null;
    readonly max_nodes: number;
    /** 0 = for ever. */
    readonly retention_days: number;
    /** Whose X-Forwarded-* headers are believed: addresses or networks. Empty: nobody's. */
    readonly trust_proxy: string[];
    readonly egress: {
        /** `host:port` that workflows reach whatever it leads to; never in production. */
        readonly allow: readonly string[];
        /** Of public hosts. */
        readonly ports: readonly number[];
    };
    readonly crash_point: CrashPlace | null;
}

export interface EnvProblem {
    readonly variable: string;
    readonly message: string;
    readonly solution: string;
}

export class EnvError extends Error {
    readonly problems: readonly EnvProblem[];

    constructor(problems: readonly EnvProblem[]) {
        super(problems.map(({ variable, message }) => `${variable} ${message}`).join("\n"));
        this.name = "EnvError";
        this.problems = problems;
    }
}

export const REPOSITORY_ROOT = resolve(import.meta.dirname, "../..");

type Variables = { readonly [name: string]: string | undefined };

export function readEnv(variables: Variables): Env {
    const reader = new Reader(variables);
    const environment = reader.read("NODE_ENV", ENVIRONMENT) ?? "development";
    const isProduction = environment === "production";
    refuseUnbuilt(reader);
    refuseUnknownLimits(reader, variables);
    const env: Env = {
        environment,
        ...readPlace(reader, isProduction),
        ...readStorage(reader),
        cors_origins: reader.read(["CORS_ORIGIN", "CORS_ORIGINS"], ORIGINS) ?? [],
        trust_proxy: reader.read("TRUST_PROXY", NETWORKS) ?? [],
        egress: readEgress(reader, isProduction),
        crash_point: readCrashPoint(reader, isProduction),
        rate_limits: readRateLimits(reader, isProduction),
        log_level: reader.read("LOG_LEVEL", LOG_LEVEL) ?? "info",
        jwt_secret: readSecret(reader, "JWT_SECRET", isProduction),
        encryption_key: readSecret(reader, "ENCRYPTION_KEY", isProduction),
        max_nodes: reader.read("MAX_NODES", MAX_NODES) ?? LIMITS.nodes
    };
    if (env.jwt_secret !== null && env.jwt_secret === env.encryption_key) {
        reader.problem("ENCRYPTION_KEY", "is the same as JWT_SECRET.", NEW_SECRET);
    }
    reader.finish();
    return env;
}

function readPlace(reader: Reader, isProduction: boolean): Pick<Env, "host" | "port" | "app_url"> {
    const port = reader.read(["PORT", "BACKEND_PORT"], PORT) ?? 3001;
    const everywhere = isProduction ? "0.0.0.0" : "127.0.0.1";
    return {
        port,
        host: reader.read(["HOST", "BACKEND_HOST"], HOST) ?? everywhere,
        app_url: reader.read("APP_URL", ORIGIN) ?? `http://localhost:${port}`
    };
}

function readStorage(
    reader: Reader
): Pick<
    Env,
    "data_dir" | "is_data_dir_given" | "database" | "database_variable" | "retention_days"
> {
    const data_dir = reader.read("DATA_DIR", PATH);
    return {
        data_dir: resolve(REPOSITORY_ROOT, data_dir ?? ".flowmaestro"),
        is_data_dir_given: data_dir !== undefined,
        database: readDatabase(reader),
        database_variable: reader.text("DATABASE_URL") ? "DATABASE_URL" : "POSTGRES_HOST",
        retention_days: reader.read("RETENTION_DAYS", RETENTION_DAYS) ?? 30
    };
}

function readRateLimits(reader: Reader, isProduction: boolean): Env["rate_limits"] {
    const starts = isProduction ? 20 : 1_000;
    return {
        requests_per_minute: reader.read("RATE_LIMIT_REQUESTS_PER_MINUTE", RATE) ?? 10_000,
        starts_per_second: reader.read("RATE_LIMIT_STARTS_PER_SECOND", RATE) ?? starts,
        logins_per_minute: reader.read("RATE_LIMIT_LOGINS_PER_MINUTE", RATE) ?? 10
    };
}

function readEgress(reader: Reader, isProduction: boolean): Env["egress"] {
    const allow = reader.read("EGRESS_ALLOW", HOST_PORTS) ?? [];
    if (isProduction && reader.text("EGRESS_ALLOW")) {
        const message = "opens the way into private networks, which production keeps closed.";
        reader.problem("EGRESS_ALLOW", message, "Unset it. It is for tests and development.");
    }
    return { allow, ports: reader.read("EGRESS_PORTS", PORTS) ?? DEFAULT_PORTS };
}

function readCrashPoint(reader: Reader, isProduction: boolean): Env["crash_point"] {
    const point = reader.read("FM_CRASHPOINT", CRASH_POINT) ?? null;
    if (point !== null && (isProduction || reader.text("FM_TEST")?.value !== "1")) {
        reader.problem(
            "FM_CRASHPOINT",
            "ends this process on purpose.",
            "Unset it; tests set FM_TEST=1."
        );
    }
    return point;
}

interface Kind<T> {
    readonly schema: z.ZodType<T, string>;
    /** Completes "PORT is "abc", …". */
    readonly expected: string;
    readonly solution: string;
}

function kind<T>(schema: z.ZodType<T, string>, expected: string, solution: string): Kind<T> {
    return { schema, expected, solution };
}

const NEW_SECRET = "Make one with `openssl rand -base64 48`.";

const wholeNumber = (min: number, max: number): z.ZodType<number, string> =>
    z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number)
        .pipe(z.int().min(min).max(max));

const origin = z.string().transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const isOrigin = url && /^https?:$/.test(url.protocol) && /^\/?$/.test(url.pathname);
    if (isOrigin && url.search === "" && url.hash === "" && url.username === "") return url.origin;
    context.addIssue({ code: "custom", message: "not an origin" });
    return z.NEVER;
});

const listOf = <T>(item: z.ZodType<T, string>): z.ZodType<T[], string> =>
    z
        .string()
        .transform((text) =>
            text
                .split(",")
                .map((part) => part.trim())
                .filter((part) => part !== "")
        )
        .pipe(z.array(item));

const ENVIRONMENT = kind(
    z.enum(["development", "production", "test"]),
    "which is no environment",
    "Use development, production or test, or leave it out for development."
);
const PORT = kind(
    wholeNumber(1, 65_535),
    "which is not a port",
    "Use a number from 1 to 65535, or leave it out for 3001."
);
const HOST = kind(
    z.union([z.ipv4(), z.ipv6(), z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$/)]),
    "which is neither an address nor a name",
    "Use 127.0.0.1 for this machine only, 0.0.0.0 for every network, or leave it out."
);
const PATH = kind(
    z
        .string()
        .max(4_096)
        .regex(/^[^\0]+$/),
    "which is not a path",
    "Name a folder, or leave it out for .flowmaestro in the repository."
);
const ORIGIN = kind(
    origin,
    "which is not the address of a site",
    "Use scheme and host only, such as https://flows.example.com."
);
const ORIGINS = kind(
    listOf(origin),
    "which is not a list of origins",
    "List them exactly, joined by commas: https://app.example.com,https://admin.example.com. A * would let every site act as its visitors."
);
const RATE = kind(
    wholeNumber(0, 1_000_000),
    "which is not a rate",
    "Use a whole number; 0 switches the limit off."
);
const LOG_LEVEL = kind(
    z.enum(["trace", "debug", "info", "warn", "error"]),
    "which is no log level",
    "Use trace, debug, info, warn or error."
);
const MAX_NODES = kind(
    wholeNumber(1, LIMITS.nodes),
    "which is out of range",
    `Use a number from 1 to ${LIMITS.nodes}, or leave it out for ${LIMITS.nodes}.`
);
const RETENTION_DAYS = kind(
    wholeNumber(0, 36_500),
    "which is not a number of days",
    "Use whole days; 0 keeps everything, and 30 is what you get without it."
);
const NETWORKS = kind(
    listOf(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])),
    "which is not a list of addresses",
    "List your proxies' addresses or networks, such as 10.0.0.0/8, or leave it out."
);

const HOST_PORTS = kind(
    listOf(
        z
            .string()
            .regex(/^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}$/)
            .refine((text) => URL.canParse(`http://${text}`))
    ),
    "which is not a list of hosts with ports",
    "List them joined by commas: 127.0.0.1:4000,[::1]:4000,mock.test:80."
);
const PORTS = kind(
    listOf(wholeNumber(1, 65_535)),
    "which is not a list of ports",
    `List numbers joined by commas, or leave it out for ${DEFAULT_PORTS.join(",")}.`
);

const CRASH_POINT = kind(
    crashPlaceSchema,
    "which is no crash point",
    "Write name:nth, as in effect_sent:1."
);

const RATE_LIMITS: readonly string[] = [
    "RATE_LIMIT_REQUESTS_PER_MINUTE",
    "RATE_LIMIT_STARTS_PER_SECOND",
    "RATE_LIMIT_LOGINS_PER_MINUTE"
];

/** Collects every problem, so that one start tells them all. An empty value is an absent one. */
class Reader {
    readonly #variables: Variables;
    readonly #problems: EnvProblem[] = [];

    constructor(variables: Variables) {
        this.#variables = variables;
    }

    /** The value of the first name that is set. */
    text(names: string | readonly string[]): { name: string; value: string } | undefined {
        for (const name of typeof names === "string" ? [names] : names) {
            const value = this.#variables[name]?.trim() ?? "";
            if (value !== "") return { name, value };
        }
        return undefined;
    }

    read<T>(names: string | readonly string[], wanted: Kind<T>): T | undefined {
        const found = this.text(names);
        if (found === undefined) return undefined;
        const result = wanted.schema.safeParse(found.value);
        if (result.success) return result.data;
        const shown = JSON.stringify(found.value.slice(0, 60));
        this.problem(found.name, `is ${shown}, ${wanted.expected}.`, wanted.solution);
        return undefined;
    }

    problem(variable: string, message: string, solution: string): void {
        this.#problems.push({ variable, message, solution });
    }

    finish(): void {
        if (this.#problems.length > 0) throw new EnvError(this.#problems);
    }
}

/** Set but not yet possible: going on without it would be a lie about where executions run. */
function refuseUnbuilt(reader: Reader): void {
    const engine = reader.text("ENGINE");
    if (engine && engine.value !== "embedded") {
        const message =
            engine.value === "temporal"
                ? "asks for Temporal, but this release runs executions with its embedded engine only."
                : `is ${JSON.stringify(engine.value.slice(0, 60))}, which is no engine.`;
        reader.problem("ENGINE", message, "Unset it, or set it to embedded.");
    }
    const temporal = reader.text(["TEMPORAL_ADDRESS"]);
    if (temporal) {
        const message =
            "is set, but this release runs executions with its embedded engine only and would not use it.";
        reader.problem(temporal.name, message, "Unset it.");
    }
    const redis = reader.text(["REDIS_URL", "REDIS_HOST", "REDIS_PORT"]);
    if (redis) {
        const message =
            "is set, but this release passes events on through Postgres (LISTEN/NOTIFY) and would not use Redis.";
        reader.problem(redis.name, message, "Unset it.");
    }
}

function refuseUnknownLimits(reader: Reader, variables: Variables): void {
    for (const name of Object.keys(variables)) {
        if (!name.startsWith("RATE_LIMIT_") || RATE_LIMITS.includes(name)) continue;
        reader.problem(name, "is no limit we have.", `There are ${RATE_LIMITS.join(", ")}.`);
    }
}

function readSecret(reader: Reader, name: string, isProduction: boolean): string | null {
    const value = reader.text(name)?.value;
    if (value === undefined) {
        if (isProduction) reader.problem(name, "is missing; production needs it.", NEW_SECRET);
        return null;
    }
    const weakness = weaknessOf(value);
    if (weakness !== null && (isProduction || weakness.kind === "short")) {
        reader.problem(name, weakness.message, NEW_SECRET);
    }
    return value;
}

const POSTGRES = [
    "POSTGRES_HOST",
    "POSTGRES_DB",
    "POSTGRES_USER",
    "POSTGRES_PASSWORD",
    "POSTGRES_PORT"
];

function readDatabase(reader: Reader): DatabaseAddress | null {
    const url = reader.text("DATABASE_URL");
    if (url) {
        try {
            return parseDatabaseUrl(url.value);
        } catch (error) {
            if (!(error instanceof AddressProblem)) throw error;
            reader.problem(url.name, error.message, error.solution);
            return null;
        }
    }
    if (!reader.text(POSTGRES)) return null;
    return {
        host: reader.text("POSTGRES_HOST")?.value ?? "localhost",
        port:
            reader.read("POSTGRES_PORT", { ...PORT, solution: "Use a number from 1 to 65535." }) ??
            5432,
        database: reader.text("POSTGRES_DB")?.value ?? "flowmaestro",
        user: reader.text("POSTGRES_USER")?.value ?? "flowmaestro",
        password: reader.text("POSTGRES_PASSWORD")?.value
    };
}

/** For the default data directory under root, when the unprivileged Postgres cannot reach the clone. */
export function withDataDir(env: Env, data_dir: string): Env {
    return { ...env, data_dir };
}

/** Where large values are kept. */
export function valuesFolder(env: Env): string {
    return join(env.data_dir, "values");
}
