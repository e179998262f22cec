import { kindOf } from "@flowmaestro/shared/schema/json.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";

/**
 * How any JSON is typed into one field. What reads as a number, `true`, `null`, an object or a list is
 * that; everything else is text as it stands. Text that would be misread is put in quotes, so every
 * value prints to what reads back as itself.
 */
export function readLiteral(text: string): Json {
    const trimmed = text.trim();
    if (!/^(?:-?\d|true$|false$|null$|"|\[|\{)/u.test(trimmed)) return text;
    try {
        const value: Json = jsonOf(trimmed);
        // `1e999` would become null on the wire: it stays the text it was.
        return typeof value === "number" && !Number.isFinite(value) ? text : value;
    } catch {
        return text;
    }
}

export function printLiteral(value: Json | undefined): string {
    if (value === undefined) return "";
    if (typeof value !== "string") return JSON.stringify(value, null, 2);
    return readLiteral(value) === value ? value : JSON.stringify(value);
}

/** Begins like JSON, but is none yet: it counts as text until it is. */
export function isHalfJson(text: string): boolean {
    return /^\s*[[{]/u.test(text) && typeof readLiteral(text) === "string";
}

export function kindName(value: Json): string {
    return kindOf(value);
}

function jsonOf(text: string): Json {
    const value: unknown = JSON.parse(text);
    return value as Json;
}
