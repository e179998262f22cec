import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";

const SECRET_KEY = /pass(word|phrase)?|secret|token|api[-_]?key|authorization|cookie|credential/iu;
/** JWTs, our own keys and bearer headers inside a text. */
const SECRET_TEXT =
    /eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|\b[sp]k_(live|test|embed)_\w+|\bBearer\s+[\w.~+/=-]+|([?&](?:token|ticket|key)=)[^&\s]+/giu;
const MASK = "[redacted]";
const MAX_DEPTH = 6;
const MAX_ENTRIES = 50;
const MAX_TEXT = 2000;

/** A copy fit to leave the browser: secrets masked by key and by look, deep and long parts cut. */
export function redact(value: unknown, depth = 0): Json {
    if (value === null || value === undefined) return null;
    if (typeof value === "string") return redactText(value);
    if (typeof value === "boolean") return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
    if (value instanceof Error) return redactError(value, depth);
    if (typeof value !== "object") return `[${typeof value}]`;
    if (depth >= MAX_DEPTH) return "[deep]";
    if (Array.isArray(value)) {
        return value.slice(0, MAX_ENTRIES).map((item: unknown) => redact(item, depth + 1));
    }
    const kept = Object.entries(value).slice(0, MAX_ENTRIES);
    return Object.fromEntries(
        kept.map(([key, item]) => [key, SECRET_KEY.test(key) ? MASK : redact(item, depth + 1)])
    );
}

export function redactText(text: string): string {
    const masked = text.replace(SECRET_TEXT, (...groups: unknown[]) =>
        typeof groups[2] === "string" ? `${groups[2]}${MASK}` : MASK
    );
    return cut(masked.replaceAll("\u0000", "").toWellFormed());
}

function cut(text: string): string {
    const characters = [...text];
    return characters.length > MAX_TEXT ? `${characters.slice(0, MAX_TEXT - 1).join("")}…` : text;
}

function redactError(error: Error, depth: number): Json {
    return {
        name: error.name,
        message: redactText(error.message),
        stack: redactText(error.stack ?? ""),
        ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) })
    };
}
