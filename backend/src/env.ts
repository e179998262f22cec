import { join, resolve } from "node:path";
import { z } from "zod";
import { LIMITS } from "@flowmaestro/shared/workflow/document.ts";
import { readDatabase } from "./env/database.ts";
import type { DatabaseEnv } from "./env/database.ts";
import { readEngine } from "./env/engine.ts";
import type { EngineEnv } from "./env/engine.ts";
import { HOST, kind, listOf, origin, portOf, wholeNumber } from "./env/kinds.ts";
import { Reader } from "./env/reader.ts";
import type { Variables } from "./env/reader.ts";
import { readRedis } from "./env/redis.ts";
import type { RedisAddress } from "./env/redis.ts";
import { readCrashPoint, readEgress, readRateLimits, readSecrets } from "./env/safety.ts";
import type { EgressEnv, RateLimitsEnv, SecretsEnv } from "./env/safety.ts";
import type { CrashPlace } from "./platform/crash-point.ts";

/** Everything the environment decides, parsed once at start. Nothing else reads `process.env`. */
export interface Env extends DatabaseEnv, EngineEnv, SecretsEnv {
    readonly environment: "development" | "production" | "test";
    readonly host: string;
    readonly port: number;
    /** Where people find us, without a trailing slash; links and cookies are made from it. */
    readonly app_url: string;
    /** Absolute. Embedded Postgres, development secrets and large values live here. */
    readonly data_dir: string;
    /** Somebody chose it; otherwise it may move to where an unprivileged Postgres can read. */
    readonly is_data_dir_given: boolean;
    /** Null: what passes between processes goes through Postgres. */
    readonly redis: RedisAddress | null;
    readonly cors_origins: readonly string[];
    readonly rate_limits: RateLimitsEnv;
    readonly log_level: "trace" | "debug" | "info" | "warn" | "error";
    readonly max_nodes: number;
    /** 0 = for ever. */
    readonly retention_days: number;
    /** Whose X-Forwarded-* headers are believed: addresses or networks. Empty: nobody's. */
    readonly trust_proxy: string[];
    readonly egress: EgressEnv;
    readonly crash_point: CrashPlace | null;
}

export const REPOSITORY_ROOT = resolve(import.meta.dirname, "../..");

export function readEnv(variables: Variables): Env {
    const reader = new Reader(variables);
    const environment = reader.read("NODE_ENV", ENVIRONMENT) ?? "development";
    const isProduction = environment === "production";
    const env: Env = {
        environment,
        ...readPlace(reader, isProduction),
        ...readDataDir(reader),
        ...readDatabase(reader),
        ...readEngine(reader),
        ...readSecrets(reader, isProduction),
        redis: readRedis(reader),
        cors_origins: reader.read(["CORS_ORIGIN", "CORS_ORIGINS"], ORIGINS) ?? [],
        trust_proxy: reader.read("TRUST_PROXY", NETWORKS) ?? [],
        egress: readEgress(reader, isProduction),
        crash_point: readCrashPoint(reader, isProduction),
        rate_limits: readRateLimits(reader, isProduction),
        log_level: reader.read("LOG_LEVEL", LOG_LEVEL) ?? "info",
        max_nodes: reader.read("MAX_NODES", MAX_NODES) ?? LIMITS.nodes,
        retention_days: reader.read("RETENTION_DAYS", RETENTION_DAYS) ?? 30
    };
    reader.finish();
    return env;
}

function readPlace(reader: Reader, isProduction: boolean): Pick<Env, "host" | "port" | "app_url"> {
    const port = reader.read(["PORT", "BACKEND_PORT"], portOf(3001)) ?? 3001;
    const everywhere = isProduction ? "0.0.0.0" : "127.0.0.1";
    return {
        port,
        host: reader.read(["HOST", "BACKEND_HOST"], HOST) ?? everywhere,
        app_url: reader.read("APP_URL", ORIGIN) ?? `http://localhost:${port}`
    };
}

function readDataDir(reader: Reader): Pick<Env, "data_dir" | "is_data_dir_given"> {
    const data_dir = reader.read("DATA_DIR", PATH);
    return {
        data_dir: resolve(REPOSITORY_ROOT, data_dir ?? ".flowmaestro"),
        is_data_dir_given: data_dir !== undefined
    };
}

const ENVIRONMENT = kind(
    z.enum(["development", "production", "test"]),
    "which is no environment",
    "Use development, production or test, or leave it out for development."
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

/** For the default data directory under root, when the unprivileged Postgres cannot reach the clone. */
export function withDataDir(env: Env, data_dir: string): Env {
    return { ...env, data_dir };
}

/** Where large values are kept. */
export function valuesFolder(env: Env): string {
    return join(env.data_dir, "values");
}
