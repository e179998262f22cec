import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";

/**
 * What an executor returns is not JSON because a type says so. `plainJson` gives the text and data
 * that is surely what the text says, or a sentence about what it is not.
 */
export type PlainJson =
    | { readonly ok: true; readonly text: string; readonly json: Json }
    | { readonly ok: false; readonly problem: string; readonly is_too_large?: true };

/** Deeper than this nobody reads it, and `JSON.stringify` throws near 5 000. */
export const MAX_DEPTH = 500;

export function plainJson(value: unknown): PlainJson {
    const seen = look(value, 0, "output");
    if (seen.problem !== undefined) return { ok: false, problem: seen.problem };
    const text = textOf(value);
    if (text === null) return TOO_LARGE;
    // An absent key and a key that holds `undefined` read differently; the text has the last word.
    const json = seen.exact ? (value as Json) : (JSON.parse(text) as Json);
    return { ok: true, text, json };
}

const TOO_LARGE = {
    ok: false,
    problem: "The output has more JSON than any text can hold.",
    is_too_large: true
} as const;

/** Null above half a gigabyte: no string is longer. */
function textOf(value: unknown): string | null {
    try {
        return JSON.stringify(value);
    } catch (error) {
        if (error instanceof RangeError) return null;
        throw error;
    }
}

interface Look {
    readonly exact: boolean;
    readonly problem?: string;
}

const EXACT: Look = { exact: true };

function look(value: unknown, depth: number, path: string): Look {
    switch (typeof value) {
        case "string":
        case "boolean":
            return EXACT;
        case "number":
            return Number.isFinite(value) ? EXACT : isNot(path, `the number ${value}`);
        case "object":
            if (value === null) return EXACT;
            if (depth >= MAX_DEPTH) return isNot(path, `nested deeper than ${MAX_DEPTH} levels`);
            return Array.isArray(value)
                ? lookAt(value.entries(), depth, path)
                : lookAtObject(value, depth, path);
        default:
            return isNot(path, value === undefined ? "nothing at all" : `a ${typeof value}`);
    }
}

function lookAtObject(value: object, depth: number, path: string): Look {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
        return isNot(path, `an instance of ${value.constructor?.name ?? "a class"}`);
    }
    if (typeof (value as { toJSON?: unknown }).toJSON === "function") {
        return isNot(path, "an object with a toJSON method");
    }
    return lookAt(Object.entries(value), depth, path);
}

function lookAt(entries: Iterable<[number | string, unknown]>, depth: number, path: string): Look {
    let exact = true;
    for (const [key, item] of entries) {
        if (item === undefined && typeof key === "string") {
            exact = false;
            continue;
        }
        const found = look(item, depth + 1, path);
        if (found.problem !== undefined) return depth === 0 ? at(found, key) : found;
        exact &&= found.exact;
    }
    return exact ? EXACT : { exact: false };
}

function isNot(path: string, what: string): Look {
    return { exact: false, problem: `${path} is ${what}` };
}

function at(found: Look, key: number | string): Look {
    return { ...found, problem: `${found.problem ?? ""} (in ${JSON.stringify(key)})` };
}
