import type { z } from "zod";
import type { FieldError } from "@flowmaestro/shared/contract/errors.ts";
import type { Route } from "@flowmaestro/shared/contract/route.ts";
import { invalid } from "../errors.ts";

const MAX_FIELD_ERRORS = 50;

interface Parts {
    readonly params: unknown;
    readonly query: unknown;
    readonly headers: unknown;
    readonly body: unknown;
}

/** Everything that is wrong, in one answer: params, query, headers and body of one request. */
export function validateRequest(route: Route, parts: Parts): Parts {
    const errors: FieldError[] = [];
    const read = (schema: z.ZodType | undefined, value: unknown, whole: string): unknown => {
        if (schema === undefined) return undefined;
        const result = schema.safeParse(value, { error: describe });
        if (result.success) return result.data;
        errors.push(...toFieldErrors(result.error.issues, whole));
        return undefined;
    };
    const parsed = {
        params: read(route.params, parts.params, "path"),
        query:
            route.query === undefined
                ? refuseQuery(parts.query, errors)
                : read(route.query, parts.query, "query"),
        headers: read(route.headers, parts.headers, "headers"),
        body:
            route.body === undefined
                ? refuseBody(parts.body, errors)
                : read(route.body, parts.body, "body")
    };
    if (errors.length > 0) throw invalid(errors.slice(0, MAX_FIELD_ERRORS));
    return parsed;
}

function refuseQuery(query: unknown, errors: FieldError[]): undefined {
    for (const key of Object.keys(query ?? {}))
        errors.push({ field: shorten(key), message: "This route has no such query parameter." });
}

/** Clients that send `{}` with everything are common and harmless. */
function refuseBody(body: unknown, errors: FieldError[]): undefined {
    if (body === undefined) return;
    if (typeof body === "object" && body !== null && Object.keys(body).length === 0) return;
    errors.push({ field: "body", message: "This route takes no body." });
}

export function toFieldErrors(
    issues: readonly z.core.$ZodIssue[],
    whole: string
): readonly FieldError[] {
    return issues.flatMap((issue) => {
        if (issue.code !== "unrecognized_keys")
            return [{ field: toPath(issue.path) || whole, message: issue.message }];
        return issue.keys.map((key) => ({
            field: toPath([...issue.path, shorten(key)]),
            message: "Unknown; remove it or check its spelling."
        }));
    });
}

/** Plain words where the schema has none of its own. */
const describe: z.core.$ZodErrorMap = (issue) => {
    switch (issue.code) {
        case "invalid_type":
            return issue.input === undefined
                ? `Required: ${article(issue.expected)}.`
                : `Has to be ${article(issue.expected)}.`;
        case "invalid_value":
            return `Has to be one of: ${issue.values.map(String).join(", ")}.`;
        case "invalid_union":
            return describeUnion(issue.errors);
        case "invalid_format":
            return FORMATS[issue.format] ?? "Has not the form needed here.";
        case "too_small":
            return `Has to be ${bound(issue.origin, "at least", issue.minimum)}.`;
        case "too_big":
            return `Has to be ${bound(issue.origin, "at most", issue.maximum)}.`;
        default:
            return undefined;
    }
};

const FORMATS: Readonly<Record<string, string>> = {
    uuid: "Has to be an id like 0190f3a2-7c1e-7d5b-9a54-3f0c2b1d8e6f.",
    datetime: "Has to be a time like 2026-01-31T09:30:00Z."
};

function describeUnion(options: readonly (readonly z.core.$ZodIssue[])[]): string {
    const words = options.flatMap(([first]) =>
        first === undefined || first.path.length > 0 ? [] : [first.message]
    );
    return words.length === 0 ? "Has none of the shapes allowed here." : words.join(" Or: ");
}

function bound(origin: string, words: string, limit: number | bigint): string {
    if (origin === "string") return `${words} ${limit} characters long`;
    return `${words} ${limit}${origin === "array" ? " entries long" : ""}`;
}

function article(expected: string): string {
    const word = { int: "whole number", record: "object" }[expected] ?? expected;
    return `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
}

/** `definition.nodes.a.position.x`, `tags[3]`. */
function toPath(path: readonly PropertyKey[]): string {
    let text = "";
    for (const part of path) {
        if (typeof part === "number") text += `[${part}]`;
        else text += text === "" ? String(part) : `.${String(part)}`;
    }
    return shorten(text, 300);
}

function shorten(key: string, max = 64): string {
    return key.length <= max ? key : `${key.slice(0, max)}…`;
}
