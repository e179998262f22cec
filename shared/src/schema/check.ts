import type { Json } from "../orchestrator/values.ts";
import { isObject, own } from "./json.ts";
import { typeName } from "./type-name.ts";
import type { ValueType } from "./value-type.ts";

export interface Mismatch {
    readonly path: readonly (string | number)[];
    readonly message: string;
}

const MAX_MISMATCHES = 20;

/** Where a value is not of a type; nothing when it is. */
export function check(value: Json, type: ValueType): readonly Mismatch[] {
    const mismatches: Mismatch[] = [];
    visit(value, type, [], mismatches);
    return mismatches.slice(0, MAX_MISMATCHES);
}

export function isOfType(value: Json, type: ValueType): boolean {
    return check(value, type).length === 0;
}

function visit(
    value: Json,
    type: ValueType,
    path: readonly (string | number)[],
    found: Mismatch[]
): void {
    if (found.length >= MAX_MISMATCHES) return;
    if (type.type === "union") {
        if (type.of.some((branch) => isOfType(value, branch))) return;
    } else if (isPlainly(value, type)) {
        visitParts(value, type, path, found);
        return;
    }
    found.push({ path, message: `Must be ${typeName(type)}.` });
}

function isPlainly(value: Json, type: ValueType): boolean {
    switch (type.type) {
        case "any":
            return true;
        case "null":
            return value === null;
        case "integer":
            return Number.isInteger(value);
        case "array":
            return Array.isArray(value);
        case "object":
            return isObject(value);
        case "file":
            // A reference to a stored file, or its address.
            return typeof value === "string" || isObject(value);
        default:
            return typeof value === type.type;
    }
}

function visitParts(
    value: Json,
    type: ValueType,
    path: readonly (string | number)[],
    found: Mismatch[]
): void {
    if (type.type === "array" && type.items !== undefined && Array.isArray(value)) {
        const items: readonly Json[] = value;
        for (const [index, item] of items.entries()) {
            if (found.length >= MAX_MISMATCHES) return;
            visit(item, type.items, [...path, index], found);
        }
    }
    if (type.type === "object" && isObject(value)) {
        for (const [key, property] of Object.entries(type.properties ?? {})) {
            const item = own(value, key);
            if (item !== undefined) visit(item, property, [...path, key], found);
            else if (type.optional?.includes(key) !== true) {
                found.push({ path: [...path, key], message: "Required." });
            }
        }
    }
}
