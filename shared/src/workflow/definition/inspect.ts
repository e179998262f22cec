import { fieldPath } from "../field-path.ts";
import type { PathSegment } from "../field-path.ts";
import { textBytes } from "../../schema/json.ts";
import { LIMITS } from "../document.ts";

export interface FieldError {
    /** As in `definition.nodes.a.position.x`. */
    readonly field: string;
    readonly message: string;
}

export interface Inspection {
    readonly errors: readonly FieldError[];
    /** Of the JSON text, counted without making it; exact enough for a limit. */
    readonly bytes: number;
    readonly too_deep: boolean;
}

const MAX_ERRORS = 50;

/**
 * Everything that no part of a document may contain, wherever it stands: text that Postgres cannot
 * hold, numbers JSON cannot write, keys that reach a prototype, nesting without end. Walks with a
 * stack of its own: the input is not ours.
 */
export function inspect(input: unknown): Inspection {
    const errors: FieldError[] = [];
    const open: Visit[] = [{ value: input, parent: null, key: "", depth: 0 }];
    let bytes = 0;
    let tooDeep = false;
    for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
        const { value, depth } = visit;
        if (typeof value === "object" && value !== null) {
            if (depth > LIMITS.depth) {
                tooDeep = true;
                errors.push(errorAt(visit, `Nested deeper than ${LIMITS.depth} levels.`));
            } else {
                bytes += pushChildren(open, visit, value, errors);
            }
        } else {
            const message = refusal(visit, value);
            if (message !== null) errors.push(errorAt(visit, message));
            bytes += scalarBytes(value);
        }
        if (errors.length >= MAX_ERRORS) break;
        // Nobody needs the exact size of something a hundred times too large.
        if (bytes > LIMITS.definition_bytes * 100) break;
    }
    return { errors, bytes, too_deep: tooDeep };
}

interface Visit {
    readonly value: unknown;
    readonly parent: Visit | null;
    readonly key: PathSegment;
    readonly depth: number;
}

function pushChildren(open: Visit[], parent: Visit, value: object, errors: FieldError[]): number {
    const depth = parent.depth + 1;
    if (Array.isArray(value)) {
        for (let key = value.length - 1; key >= 0; key -= 1) {
            open.push({ value: value[key] as unknown, parent, key, depth });
        }
        return value.length + 2;
    }
    let bytes = 2;
    for (const [key, item] of Object.entries(value).reverse()) {
        const visit = { value: item as unknown, parent, key, depth };
        bytes += textBytes(key) + 4;
        if (key === "__proto__") errors.push(errorAt(visit, "A key cannot be called __proto__."));
        else if (!isStorable(key)) errors.push(errorAt(parent, `A key ${UNSTORABLE}`));
        else open.push(visit);
    }
    return bytes;
}

const UNSTORABLE = "contains a NUL character or half of a surrogate pair.";

function refusal(visit: Visit, value: unknown): string | null {
    switch (typeof value) {
        case "string":
            // An unknown type is refused by name; no type we know holds such characters.
            if (isStorable(value) || isNodeType(visit)) return null;
            return `The text ${UNSTORABLE}`;
        case "number":
            return Number.isFinite(value) ? null : "Not a number that JSON can write.";
        case "boolean":
            return null;
        case "object":
            return null;
        case "undefined":
            // An absent key; in a list it is not JSON.
            return typeof visit.key === "number" ? "An empty place in a list." : null;
        default:
            return `A ${typeof value} is not JSON.`;
    }
}

function isNodeType(visit: Visit): boolean {
    return visit.key === "type" && visit.depth === 3 && visit.parent?.parent?.key === "nodes";
}

function isStorable(text: string): boolean {
    return !text.includes("\u0000") && text.isWellFormed();
}

function scalarBytes(value: unknown): number {
    return typeof value === "string" ? textBytes(value) + 2 : String(value).length;
}

function errorAt(visit: Visit, message: string): FieldError {
    const path: PathSegment[] = [];
    for (let at = visit; at.parent !== null; at = at.parent) path.unshift(at.key);
    return { field: fieldPath(path, "definition"), message };
}
