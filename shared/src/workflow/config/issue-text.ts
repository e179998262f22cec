import type { z } from "zod";

type Issue = z.core.$ZodIssue;

const EXPECTED: { readonly [type: string]: string } = {
    string: "text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    array: "a list",
    object: "an object",
    record: "an object",
    null: "null"
};

/** What a schema has to object to, in plain words. `value` is what stands at the issue's path. */
export function issueText(issue: Issue, value: unknown): string {
    if (value === undefined && issue.code !== "unrecognized_keys") return "Required.";
    switch (issue.code) {
        case "invalid_type":
            return `Must be ${EXPECTED[issue.expected] ?? issue.expected}.`;
        case "invalid_value":
            return `Must be one of ${list(issue.values)}.`;
        case "too_small":
            return tooSmall(issue);
        case "too_big":
            return tooBig(issue);
        case "unrecognized_keys":
            return `Unknown ${issue.keys.length === 1 ? "key" : "keys"} ${list(issue.keys)}.`;
        default:
            return issue.message;
    }
}

function tooSmall(issue: Issue & { code: "too_small" }): string {
    const least = String(issue.minimum);
    switch (issue.origin) {
        case "string":
            return least === "1" ? "Must not be empty." : `At least ${least} characters.`;
        case "array":
            return least === "1" ? "Needs at least one entry." : `Needs at least ${least} entries.`;
        default:
            return issue.inclusive === false
                ? `Must be greater than ${least}.`
                : `Must be at least ${least}.`;
    }
}

function tooBig(issue: Issue & { code: "too_big" }): string {
    const most = String(issue.maximum);
    switch (issue.origin) {
        case "string":
            return `At most ${most} characters.`;
        case "array":
            return `At most ${most} entries.`;
        default:
            return issue.inclusive === false
                ? `Must be less than ${most}.`
                : `Must be at most ${most}.`;
    }
}

function list(values: readonly unknown[]): string {
    return values.map((value) => JSON.stringify(value)).join(", ");
}

/** What stands at a path; undefined where the path leads nowhere. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
    let at = value;
    for (const key of path) {
        if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
        at = Reflect.get(at, key);
    }
    return at;
}
