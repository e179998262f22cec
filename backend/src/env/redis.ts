import { HOST, YES_OR_NO, kind, portOf, wholeNumber } from "./kinds.ts";
import type { Reader } from "./reader.ts";

/** Where Redis is. */
export interface RedisAddress {
    readonly host: string;
    readonly port: number;
    readonly username: string | undefined;
    readonly password: string | undefined;
    /** The number of one of its databases. */
    readonly database: number;
    /** Encrypted, and its certificate is checked. */
    readonly tls: boolean;
}

const PARTS = ["REDIS_HOST", "REDIS_PORT", "REDIS_PASSWORD", "REDIS_USERNAME", "REDIS_TLS"];
const FORM = "Its form is redis://user:password@host:6379/0, or rediss:// for an encrypted one.";
const USUAL_PORT = 6379;

/** Null: events, streams and limits go through Postgres. Never repeats what may hold a password. */
export function readRedis(reader: Reader): RedisAddress | null {
    const url = reader.text("REDIS_URL");
    if (url) {
        const address = parseRedisUrl(url.value);
        if (typeof address !== "string") return address;
        reader.problem(url.name, address, FORM);
        return null;
    }
    if (!reader.text(PARTS)) return null;
    const tls = reader.read("REDIS_TLS", YES_OR_NO) ?? false;
    return {
        host: reader.read("REDIS_HOST", HOST_OF_REDIS) ?? "localhost",
        port: reader.read("REDIS_PORT", portOf(USUAL_PORT)) ?? USUAL_PORT,
        username: reader.text("REDIS_USERNAME")?.value,
        password: reader.text("REDIS_PASSWORD")?.value,
        database: 0,
        tls
    };
}

/** Where it is, or what is wrong with it. */
function parseRedisUrl(text: string): RedisAddress | string {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !/^rediss?:$/.test(url.protocol)) {
        return "is not a URL that starts with redis:// or rediss://.";
    }
    const host = url.hostname.replace(/^\[|\]$/g, "");
    if (host === "") return "names no host.";
    const database = DATABASE.schema.safeParse(url.pathname.slice(1) || "0");
    if (!database.success) return "names a database that is not a number from 0 to 9999.";
    if (url.search !== "" || url.hash !== "") return "has parameters, which are not supported.";
    try {
        return {
            host: decodeURIComponent(host),
            port: url.port === "" ? USUAL_PORT : Number(url.port),
            username: decodeURIComponent(url.username) || undefined,
            password: decodeURIComponent(url.password) || undefined,
            database: database.data,
            tls: url.protocol === "rediss:"
        };
    } catch {
        return "has a % that is no escape; write special characters percent-encoded (% is %25).";
    }
}

const HOST_OF_REDIS = { ...HOST, solution: "Name the machine, or leave it out for localhost." };
const DATABASE = kind(wholeNumber(0, 9_999), "", "");
