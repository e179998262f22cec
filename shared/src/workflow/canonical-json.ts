import { isObject } from "../schema/json.ts";
import type { Json } from "../orchestrator/values.ts";

/** One text for equal JSON, whatever the order of keys: what is hashed and compared. */
export function canonicalJson(value: Json): string {
    return JSON.stringify(sortKeys(value));
}

function sortKeys(value: Json): Json {
    if (Array.isArray(value)) return value.map(sortKeys);
    if (!isObject(value)) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}
