import { jsonEqual, kindOf } from "../../schema/json.ts";
import type { Json } from "../../orchestrator/values.ts";
import { parseTime } from "./time.ts";

/**
 * What a rule can ask. Schema, dropdown, documentation, type checks and evaluation are all read from
 * this table.
 */
export interface Operator {
    /** Between the two sides, as a sentence. */
    readonly label: string;
    readonly arity: 1 | 2;
    /** What the sides have to be; checked before an execution as far as types are known. */
    readonly operands: Operands;
    /** The left side may lead nowhere. */
    readonly missing_left?: true;
    readonly test: (left: Json, right: Json, regex: RegexEngine) => boolean | Misfit;
}

export type Operands =
    | "any"
    /** Two numbers or two texts. */
    | "ordered"
    | "texts"
    /** A text in a text, or anything in a list. */
    | "container"
    /** The right side is a list. */
    | "choices"
    | "times"
    | "pattern";

/** Why the sides do not fit the question. */
export interface Misfit {
    readonly code: "TYPE_MISMATCH" | "INVALID_CONFIG";
    readonly message: string;
}

/** In linear time, whatever the pattern; passed in, so that the browser loads it when it is asked. */
export interface RegexEngine {
    readonly test: (pattern: string, text: string) => boolean | { readonly error: string };
}

const OPERATOR_TABLE = {
    equals: { label: "equals", arity: 2, operands: "any", test: jsonEqual },
    not_equals: {
        label: "does not equal",
        arity: 2,
        operands: "any",
        test: (left, right) => !jsonEqual(left, right)
    },
    greater_than: ordering("is greater than", (order) => order > 0),
    greater_or_equal: ordering("is at least", (order) => order >= 0),
    less_than: ordering("is less than", (order) => order < 0),
    less_or_equal: ordering("is at most", (order) => order <= 0),
    contains: { label: "contains", arity: 2, operands: "container", test: contains },
    not_contains: {
        label: "does not contain",
        arity: 2,
        operands: "container",
        test: (left, right) => negated(contains(left, right))
    },
    starts_with: texts("starts with", (left, right) => left.startsWith(right)),
    ends_with: texts("ends with", (left, right) => left.endsWith(right)),
    matches: { label: "matches the pattern", arity: 2, operands: "pattern", test: matches },
    in: { label: "is one of", arity: 2, operands: "choices", test: isIn },
    not_in: {
        label: "is none of",
        arity: 2,
        operands: "choices",
        test: (left, right) => negated(isIn(left, right))
    },
    is_empty: { label: "is empty", arity: 1, operands: "any", test: isEmpty },
    is_not_empty: {
        label: "is not empty",
        arity: 1,
        operands: "any",
        test: (left) => !isEmpty(left)
    },
    is_true: { label: "is true", arity: 1, operands: "any", test: (left) => left === true },
    is_false: { label: "is false", arity: 1, operands: "any", test: (left) => left === false },
    // Whether the left side is there at all is seen before its value is.
    exists: { label: "exists", arity: 1, operands: "any", missing_left: true, test: () => true },
    not_exists: {
        label: "does not exist",
        arity: 1,
        operands: "any",
        missing_left: true,
        test: () => false
    },
    before: timing("is before", (left, right) => left < right),
    after: timing("is after", (left, right) => left > right)
} as const satisfies { readonly [name: string]: Operator };

export type OperatorName = keyof typeof OPERATOR_TABLE;

export const OPERATORS: { readonly [name in OperatorName]: Operator } = OPERATOR_TABLE;

// Object.keys forgets the names of the keys; the table has no others.
export const operatorNames = Object.keys(OPERATOR_TABLE) as OperatorName[];

function ordering(label: string, holds: (order: number) => boolean): Operator {
    return {
        label,
        arity: 2,
        operands: "ordered",
        test: (left, right) => {
            if (typeof left === "number" && typeof right === "number") return holds(left - right);
            if (typeof left === "string" && typeof right === "string") {
                return holds(left < right ? -1 : left > right ? 1 : 0);
            }
            return misfit(
                `${a(left)} and ${a(right)} have no order: compare two numbers or two texts`
            );
        }
    };
}

function texts(label: string, holds: (left: string, right: string) => boolean): Operator {
    return {
        label,
        arity: 2,
        operands: "texts",
        test: (left, right) =>
            typeof left === "string" && typeof right === "string"
                ? holds(left, right)
                : misfit(`this needs two texts, not ${a(left)} and ${a(right)}`)
    };
}

function timing(label: string, holds: (left: number, right: number) => boolean): Operator {
    return {
        label,
        arity: 2,
        operands: "times",
        test: (left, right) => {
            const times = [parseTime(left), parseTime(right)] as const;
            if (times[0] !== null && times[1] !== null) return holds(times[0], times[1]);
            const wrong = times[0] === null ? left : right;
            return misfit(
                `${typeof wrong === "string" ? JSON.stringify(wrong.slice(0, 40)) : a(wrong)} is no time such as 2026-01-31 or 2026-01-31T09:30:00Z`
            );
        }
    };
}

function contains(left: Json, right: Json): boolean | Misfit {
    if (typeof left === "string" && typeof right === "string") return left.includes(right);
    if (Array.isArray(left)) return left.some((item: Json) => jsonEqual(item, right));
    return misfit(
        `this needs a text in a text, or a list on the left, not ${a(left)} and ${a(right)}`
    );
}

function isIn(left: Json, right: Json): boolean | Misfit {
    if (Array.isArray(right)) return right.some((item: Json) => jsonEqual(item, left));
    return misfit(`this needs a list on the right, not ${a(right)}`);
}

const MAX_PATTERN = 1_000;

function matches(left: Json, right: Json, regex: RegexEngine): boolean | Misfit {
    if (typeof left !== "string" || typeof right !== "string") {
        return misfit(`this needs a text and a pattern, not ${a(left)} and ${a(right)}`);
    }
    if (right.length > MAX_PATTERN) {
        return {
            code: "INVALID_CONFIG",
            message: `a pattern has at most ${MAX_PATTERN} characters`
        };
    }
    const found = regex.test(right, left);
    return typeof found === "boolean" ? found : { code: "INVALID_CONFIG", message: found.error };
}

function isEmpty(left: Json): boolean {
    if (left === null || left === "") return true;
    if (typeof left !== "object") return false;
    return Object.keys(left).length === 0;
}

function negated(answer: boolean | Misfit): boolean | Misfit {
    return typeof answer === "boolean" ? !answer : answer;
}

function misfit(message: string): Misfit {
    return { code: "TYPE_MISMATCH", message };
}

function a(value: Json): string {
    const kind = kindOf(value);
    if (kind === "nothing") return "null";
    return kind === "object" ? "an object" : `a ${kind}`;
}
