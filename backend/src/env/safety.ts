import { z } from "zod";
import { crashPlaceSchema } from "../platform/crash-point.ts";
import type { CrashPlace } from "../platform/crash-point.ts";
import { DEFAULT_PORTS } from "../platform/egress/policy.ts";
import { weaknessOf } from "../platform/secrets.ts";
import { kind, listOf, wholeNumber } from "./kinds.ts";
import type { Reader } from "./reader.ts";

export interface EgressEnv {
    /** `host:port` that workflows reach whatever it leads to; never in production. */
    readonly allow: readonly string[];
    /** Of public hosts. */
    readonly ports: readonly number[];
}

export interface RateLimitsEnv {
    /** 0 = off. */
    readonly requests_per_minute: number;
    readonly starts_per_second: number;
    readonly logins_per_minute: number;
}

export interface SecretsEnv {
    /** Null in development: then they are made at first start and kept in the data directory. */
    readonly jwt_secret: string | null;
    readonly encryption_key: string | null;
}

const NEW_SECRET = "Make one with `openssl rand -base64 48`.";

export function readSecrets(reader: Reader, isProduction: boolean): SecretsEnv {
    const jwt_secret = readSecret(reader, "JWT_SECRET", isProduction);
    const encryption_key = readSecret(reader, "ENCRYPTION_KEY", isProduction);
    if (jwt_secret !== null && jwt_secret === encryption_key) {
        reader.problem("ENCRYPTION_KEY", "is the same as JWT_SECRET.", NEW_SECRET);
    }
    return { jwt_secret, encryption_key };
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

export function readEgress(reader: Reader, isProduction: boolean): EgressEnv {
    const allow = reader.read("EGRESS_ALLOW", HOST_PORTS) ?? [];
    if (isProduction && reader.text("EGRESS_ALLOW")) {
        const message = "opens the way into private networks, which production keeps closed.";
        reader.problem("EGRESS_ALLOW", message, "Unset it. It is for tests and development.");
    }
    return { allow, ports: reader.read("EGRESS_PORTS", PORTS) ?? DEFAULT_PORTS };
}

export function readCrashPoint(reader: Reader, isProduction: boolean): CrashPlace | null {
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

const RATE_LIMITS: readonly string[] = [
    "RATE_LIMIT_REQUESTS_PER_MINUTE",
    "RATE_LIMIT_STARTS_PER_SECOND",
    "RATE_LIMIT_LOGINS_PER_MINUTE"
];

export function readRateLimits(reader: Reader, isProduction: boolean): RateLimitsEnv {
    for (const name of reader.named("RATE_LIMIT_")) {
        if (RATE_LIMITS.includes(name)) continue;
        reader.problem(name, "is no limit we have.", `There are ${RATE_LIMITS.join(", ")}.`);
    }
    const starts = isProduction ? 20 : 1_000;
    return {
        requests_per_minute: reader.read("RATE_LIMIT_REQUESTS_PER_MINUTE", RATE) ?? 10_000,
        starts_per_second: reader.read("RATE_LIMIT_STARTS_PER_SECOND", RATE) ?? starts,
        logins_per_minute: reader.read("RATE_LIMIT_LOGINS_PER_MINUTE", RATE) ?? 10
    };
}

const RATE = kind(
    wholeNumber(0, 1_000_000),
    "which is not a rate",
    "Use a whole number; 0 switches the limit off."
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
