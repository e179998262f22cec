import type { z } from "zod";
import type { NodeType } from "../catalogue.ts";
import type { PathSegment } from "../field-path.ts";
import { parseTemplate, singleReference } from "../templates/parse.ts";
import type { FormField } from "../form.ts";
import { formOf } from "../form.ts";
import { fieldAt, languageOf, missingFields, withoutIdle } from "./fields.ts";
import { issueText, valueAt } from "./issue-text.ts";

export interface ConfigReading<Config> {
    /** As far as it can be known: where references stand, values that would fit stand in. */
    readonly config?: Config;
    readonly issues: readonly ConfigIssue[];
}

export interface ConfigIssue {
    /** Into `data`. */
    readonly path: readonly PathSegment[];
    readonly message: string;
    /** Nothing stands there. */
    readonly missing: boolean;
}

/**
 * Reads `data` before its references have values. A field that refers may turn out as anything, so
 * what the schema has against it does not count, except where a fixed word is wanted: a port, a mode
 * or an operator cannot depend on data.
 */
export function readConfig<Config>(
    type: NodeType<Config>,
    data: { readonly [key: string]: unknown }
): ConfigReading<Config> {
    const { label: _label, ...all } = data;
    const form = formOf(type);
    const raw = withoutIdle(form, all);
    const absent = missingFields(form, raw).map((name): ConfigIssue => ({
        path: [name],
        message: "Required.",
        missing: true
    }));
    let candidate: unknown = raw;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const parsed = type.config.safeParse(candidate);
        if (parsed.success) {
            return absent.length > 0 ? { issues: absent } : { config: parsed.data, issues: [] };
        }
        const issues = flatten(parsed.error.issues, raw);
        const real = issues
            .filter((issue) => !isCovered(issue, raw, form))
            .map((issue) => toConfigIssue(issue, raw));
        if (real.length > 0) return { issues: [...absent, ...real] };
        candidate = issues.reduce(standIn, candidate);
    }
    return { issues: absent };
}

const MAX_ROUNDS = 4;

type Issue = z.core.$ZodIssue;

/** Of a union the branch that was most likely meant: the one with the least against it. */
function flatten(issues: readonly Issue[], raw: unknown): Issue[] {
    return issues.flatMap((issue) => {
        if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
        const branches = issue.errors.map((errors) =>
            flatten(
                errors.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
                raw
            )
        );
        return branches.reduce((best, branch) =>
            weight(branch, raw) < weight(best, raw) ? branch : best
        );
    });
}

/** A branch that misses whole keys was meant less than one that dislikes a value. */
function weight(issues: readonly Issue[], raw: unknown): number {
    return issues.reduce((sum, { path }) => sum + (valueAt(raw, path) === undefined ? 3 : 2), 0);
}

function isCovered(issue: Issue, raw: unknown, form: readonly FormField[]): boolean {
    const field = fieldAt(form, issue.path);
    if (field === undefined || languageOf(field) === "literal") return false;
    if (issue.code === "invalid_value") return false;
    for (let length = 1; length <= issue.path.length; length += 1) {
        const value = valueAt(raw, issue.path.slice(0, length));
        if (typeof value !== "string" || !value.includes("${")) continue;
        const parsed = parseTemplate(value);
        // A broken text is reported as such, once.
        if (!parsed.ok || singleReference(parsed.template) !== undefined) return true;
        // Mixed text is always text.
        return issue.code !== "invalid_type" && parsed.template.parts.some(isExpression);
    }
    return false;
}

function isExpression(part: unknown): boolean {
    return typeof part === "object";
}

function toConfigIssue(issue: Issue, raw: unknown): ConfigIssue {
    const value = valueAt(raw, issue.path);
    return {
        path: issue.path.map((key) => (typeof key === "number" ? key : String(key))),
        message: issueText(issue, value),
        missing: value === undefined && issue.code !== "unrecognized_keys"
    };
}

function standIn(candidate: unknown, issue: Issue): unknown {
    const current = valueAt(candidate, issue.path);
    const value = fitting(issue, current);
    return value === undefined ? candidate : replaceAt(candidate, issue.path, value);
}

function fitting(issue: Issue, current: unknown): unknown {
    if (issue.code === "invalid_type") {
        const samples: { readonly [type: string]: unknown } = {
            number: 1,
            int: 1,
            boolean: true,
            array: [],
            object: {},
            record: {}
        };
        return samples[issue.expected];
    }
    if (issue.code === "too_small" && typeof current === "number") return Number(issue.minimum);
    if (issue.code === "too_big") {
        if (typeof current === "number") return Number(issue.maximum);
        if (typeof current === "string") return current.slice(0, Number(issue.maximum));
    }
    return undefined;
}

function replaceAt(target: unknown, path: readonly PropertyKey[], value: unknown): unknown {
    const [key, ...rest] = path;
    if (key === undefined) return value;
    if (Array.isArray(target)) {
        return target.map((item: unknown, index) =>
            index === key ? replaceAt(item, rest, value) : item
        );
    }
    // A text that is one reference stands where the schema looks for an object.
    const fields = typeof target === "object" && target !== null ? target : {};
    return { ...fields, [key]: replaceAt(valueAt(fields, [key]), rest, value) };
}
