import type { Json, JsonObject } from "../orchestrator/values.ts";

export function isObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** As `Array.isArray`, which would forget what the items are. */
export function isList(value: Json): value is readonly Json[] {
    return Array.isArray(value);
}

/** Users choose the names: `constructor` must not find what every object is born with. */
export function own<T>(record: { readonly [key: string]: T }, key: string): T | undefined {
    return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** An own property whatever its name is: `__proto__` assigned would be none. */
export function put<T>(record: { [key: string]: T }, key: string, value: T): void {
    if (key !== "__proto__") record[key] = value;
    else {
        const shape = { value, enumerable: true, configurable: true, writable: true };
        Object.defineProperty(record, key, shape);
    }
}

/** Equal as JSON: numbers and texts by value, objects by content whatever the order of their keys. */
export function jsonEqual(left: Json, right: Json): boolean {
    if (left === right) return true;
    if (typeof left !== "object" || typeof right !== "object") return false;
    if (left === null || right === null) return false;
    if (isList(left) || isList(right)) {
        if (!isList(left) || !isList(right)) return false;
        return (
            left.length === right.length &&
            left.every((item, index) => jsonEqual(item, right[index] ?? null))
        );
    }
    const keys = Object.keys(left);
    if (keys.length !== Object.keys(right).length) return false;
    return keys.every((key) => {
        const other = own(right, key);
        return other !== undefined && jsonEqual(left[key] ?? null, other);
    });
}

/**
 * Length of the JSON text, without making it; stops counting beyond `limit`. Walks with a stack of its
 * own, so that no depth of nesting overflows ours.
 */
export function jsonSize(value: Json, limit: number): number {
    const open: Json[] = [value];
    let size = 0;
    for (let next = open.pop(); next !== undefined && size <= limit; next = open.pop()) {
        if (typeof next === "string") size += next.length + 2;
        else if (typeof next !== "object" || next === null) size += String(next).length;
        else if (isList(next)) {
            size += next.length + 2;
            for (const item of next) open.push(item);
        } else {
            for (const [key, item] of Object.entries(next)) {
                size += key.length + 4;
                open.push(item);
            }
            size += 2;
        }
    }
    return size;
}

/** What a value is, in the words of the editor. */
export function kindOf(value: Json): "nothing" | "text" | "number" | "boolean" | "list" | "object" {
    if (value === null) return "nothing";
    if (Array.isArray(value)) return "list";
    if (typeof value === "object") return "object";
    return typeof value === "string" ? "text" : typeof value === "number" ? "number" : "boolean";
}

/** Bytes of a text in UTF-8 JSON, without its quotes. */
export function textBytes(text: string): number {
    let bytes = text.length;
    for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (code >= 0xd800 && code <= 0xdfff) bytes += 1;
        else if (code > 0x7ff) bytes += 2;
        else if (code > 0x7f || code === 0x22 || code === 0x5c) bytes += 1;
        else if (code < 0x20) bytes += 5;
    }
    return bytes;
}
