import { own } from "./json.ts";
import { branchesOf, join } from "./join.ts";
import { ANY } from "./value-type.ts";
import type { ValueType } from "./value-type.ts";

export interface TypeAt {
    readonly type: ValueType;
    /**
     * `never`: the path cannot lead anywhere. `maybe`: it does for some values. `unknown`: nothing
     * is known of what it leads through.
     */
    readonly presence: "sure" | "maybe" | "never" | "unknown";
    /** For `never`: how many steps of the path were there. */
    readonly depth: number;
    /** A secret stands there, or on the way. */
    readonly secret: boolean;
}

/** What a path into a value of this type leads to. */
export function typeAt(type: ValueType, path: readonly (string | number)[]): TypeAt {
    let at: TypeAt = { type, presence: "sure", depth: 0, secret: type.secret === true };
    for (const step of path) {
        const next = stepInto(at.type, step);
        const secret = at.secret || next.secret;
        if (next.presence === "never") return { ...next, depth: at.depth, secret };
        at = {
            type: next.type,
            presence: weaker(at.presence, next.presence),
            depth: at.depth + 1,
            secret
        };
    }
    return at;
}

/** The keys that may follow, for completion: of all branches of a union. */
export function keysAt(
    type: ValueType
): readonly { name: string; type: ValueType; optional: boolean }[] {
    const merged = join(branchesOf(type).filter((branch) => branch.type === "object"));
    if (merged.type !== "object") return [];
    const optional = new Set(merged.optional);
    return Object.entries(merged.properties ?? {}).map(([name, property]) => ({
        name,
        type: property,
        optional: optional.has(name)
    }));
}

const NEVER = { type: ANY, presence: "never", depth: 0, secret: false } as const;
const UNKNOWN = { type: ANY, presence: "unknown", depth: 0, secret: false } as const;

function stepInto(type: ValueType, step: string | number): TypeAt {
    switch (type.type) {
        case "any":
        case "file":
            return UNKNOWN;
        case "array":
            if (typeof step !== "number") return NEVER;
            return found(type.items ?? ANY, type.items === undefined ? "unknown" : "sure");
        case "object": {
            if (typeof step !== "string") return NEVER;
            if (type.properties === undefined) return UNKNOWN;
            const property = own(type.properties, step);
            if (property === undefined) return NEVER;
            return found(property, type.optional?.includes(step) === true ? "maybe" : "sure");
        }
        case "union":
            return stepIntoUnion(type.of, step);
        default:
            return NEVER;
    }
}

function stepIntoUnion(branches: readonly ValueType[], step: string | number): TypeAt {
    const steps = branches.map((branch) => stepInto(branch, step));
    const there = steps.filter(({ presence }) => presence !== "never");
    if (there.length === 0) return NEVER;
    const whole = there.length === steps.length ? "sure" : "maybe";
    return {
        type: join(there.map(({ type }) => type)),
        presence: there.reduce<TypeAt["presence"]>(
            (least, { presence }) => weaker(least, presence),
            whole
        ),
        depth: 0,
        secret: there.some(({ secret }) => secret)
    };
}

function found(type: ValueType, presence: TypeAt["presence"]): TypeAt {
    return { type, presence, depth: 0, secret: type.secret === true };
}

function weaker(left: TypeAt["presence"], right: TypeAt["presence"]): TypeAt["presence"] {
    const order = ["never", "maybe", "unknown", "sure"] as const;
    return order.indexOf(left) < order.indexOf(right) ? left : right;
}
