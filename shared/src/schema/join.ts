import { own } from "./json.ts";
import { ANY } from "./value-type.ts";
import type { ObjectType, ValueType } from "./value-type.ts";

/** More kinds than these in one place, and nothing useful is known of it. */
const MAX_BRANCHES = 6;

/** The type of something that is one of these. */
export function join(types: readonly ValueType[]): ValueType {
    const branches: ValueType[] = [];
    for (const type of types.flatMap(branchesOf)) {
        if (type.type === "any") return type.secret ? type : collapsed(ANY, types);
        const at = branches.findIndex((branch) => canMerge(branch, type));
        const branch = branches[at];
        if (branch === undefined) branches.push(type);
        else branches[at] = merge(branch, type);
    }
    const [only] = branches;
    if (only === undefined) return ANY;
    if (branches.length === 1) return only;
    return branches.length > MAX_BRANCHES
        ? collapsed(ANY, branches)
        : withSecret({ type: "union", of: branches }, branches);
}

export function branchesOf(type: ValueType): readonly ValueType[] {
    return type.type === "union" ? type.of.flatMap(branchesOf) : [type];
}

function canMerge(left: ValueType, right: ValueType): boolean {
    return left.type === right.type || (isNumeric(left) && isNumeric(right));
}

function isNumeric({ type }: ValueType): boolean {
    return type === "number" || type === "integer";
}

function merge(left: ValueType, right: ValueType): ValueType {
    const types = [left, right];
    if (left.type === "array" && right.type === "array") {
        const items =
            left.items === undefined || right.items === undefined
                ? {}
                : { items: join([left.items, right.items]) };
        const merged: ValueType = { type: "array", ...items };
        return "items" in items ? withSecret(merged, types) : collapsed(merged, types);
    }
    if (left.type === "object" && right.type === "object") {
        return withSecret(mergeObjects(left, right), types);
    }
    return withSecret(left.type === right.type ? left : { type: "number" }, types);
}

/** A key that only one of them has may be absent. */
function mergeObjects(left: ObjectType, right: ObjectType): ValueType {
    if (left.properties === undefined || right.properties === undefined)
        return collapsed({ type: "object" }, [left, right]);
    const optional = new Set([...(left.optional ?? []), ...(right.optional ?? [])]);
    const properties: [string, ValueType][] = [];
    for (const key of new Set([
        ...Object.keys(left.properties),
        ...Object.keys(right.properties)
    ])) {
        const found = [own(left.properties, key), own(right.properties, key)];
        const there = found.filter((type) => type !== undefined);
        if (there.length < 2) optional.add(key);
        properties.push([key, join(there)]);
    }
    return {
        type: "object",
        properties: Object.fromEntries(properties),
        ...(optional.size > 0 ? { optional: [...optional] } : {})
    };
}

function withSecret(type: ValueType, from: readonly ValueType[]): ValueType {
    return from.some(({ secret }) => secret) ? { ...type, secret: true } : type;
}

/** Where the parts are no longer told apart, a secret among them makes the whole one. */
function collapsed(type: ValueType, from: readonly ValueType[]): ValueType {
    return from.some(containsSecret) ? { ...type, secret: true } : type;
}

/** It is secret, or something in it is. */
export function containsSecret(type: ValueType): boolean {
    return someType(type, ({ secret }) => secret === true);
}

/** Of the type itself and all that is in it. */
export function someType(type: ValueType, holds: (type: ValueType) => boolean): boolean {
    if (holds(type)) return true;
    switch (type.type) {
        case "array":
            return type.items !== undefined && someType(type.items, holds);
        case "object":
            return Object.values(type.properties ?? {}).some((part) => someType(part, holds));
        case "union":
            return type.of.some((branch) => someType(branch, holds));
        default:
            return false;
    }
}
