import type { Json } from "../orchestrator/values.ts";
import { join } from "./join.ts";
import { ANY } from "./value-type.ts";
import type { ValueType } from "./value-type.ts";

/** Enough to complete and preview; a value is not described beyond these. */
const MAX_DEPTH = 12;
const MAX_KEYS = 200;
const MAX_ITEMS = 50;

/** The type of a value at hand. */
export function infer(value: Json, depth = 0): ValueType {
    switch (typeof value) {
        case "string":
            return { type: "string" };
        case "number":
            return { type: Number.isInteger(value) ? "integer" : "number" };
        case "boolean":
            return { type: "boolean" };
        default:
            if (value === null) return { type: "null" };
            if (depth >= MAX_DEPTH) return ANY;
            return inferParts(value, depth);
    }
}

function inferParts(
    value: Exclude<Json, string | number | boolean | null>,
    depth: number
): ValueType {
    if (Array.isArray(value)) {
        if (value.length === 0) return { type: "array" };
        const items: readonly Json[] = value.slice(0, MAX_ITEMS);
        return { type: "array", items: join(items.map((item) => infer(item, depth + 1))) };
    }
    // A type travels as an object whose keys are the value's, and `__proto__` does not survive that.
    const entries = Object.entries(value).filter(([key]) => key !== "__proto__");
    if (entries.length > MAX_KEYS) return { type: "object" };
    return {
        type: "object",
        properties: Object.fromEntries(
            entries.map(([key, item]: [string, Json]) => [key, infer(item, depth + 1)])
        )
    };
}
