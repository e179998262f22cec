import { isObject } from "../../schema/json.ts";
import type { PathSegment } from "../field-path.ts";
import type { Json } from "../../orchestrator/values.ts";
import { printExpression } from "./grammar.ts";
import type { Expression, PathTerm, TemplateFault } from "./grammar.ts";
import { parseTemplate } from "./parse.ts";

/** One path of one expression, and where it stands. */
export interface FoundReference {
    readonly field: readonly PathSegment[];
    readonly root: string;
    readonly segments: readonly PathSegment[];
    /** Something stands behind it after `??`: it may be missing. */
    readonly guarded: boolean;
    /** The paths before it: it is read when all of them are missing or null. */
    readonly instead_of: readonly PathTerm[];
}

export interface FoundTemplate {
    readonly field: readonly PathSegment[];
    readonly text: string;
    readonly expressions: readonly Expression[];
    /** The text is exactly one reference: the value's type passes through. */
    readonly single: boolean;
    readonly fault?: TemplateFault;
}

/** Every text with `${` in a value, in the order written. */
export function templates(value: Json, field: readonly PathSegment[] = []): FoundTemplate[] {
    const found: FoundTemplate[] = [];
    visitTexts(value, field, (text, place) => {
        if (text.includes("${")) found.push(readTemplate(text, place));
    });
    return found;
}

/** Every reference in a value. Texts that cannot be read give none. */
export function references(value: Json): FoundReference[] {
    return templates(value).flatMap(referencesOf);
}

export function referencesOf(template: FoundTemplate): FoundReference[] {
    return template.expressions.flatMap(({ terms }) =>
        terms.flatMap((term, index) =>
            term.kind === "path"
                ? [
                      {
                          field: template.field,
                          root: term.root,
                          segments: term.segments,
                          guarded: index < terms.length - 1,
                          instead_of: terms
                              .slice(0, index)
                              .filter((before) => before.kind === "path")
                      }
                  ]
                : []
        )
    );
}

/** The same value with every reference to `from` reading `to`. Other text stays as it was typed. */
export function renameReferences(value: Json, from: string, to: string): Json {
    return mapTexts(value, (text) => renameInText(text, from, to));
}

function readTemplate(text: string, field: readonly PathSegment[]): FoundTemplate {
    const parsed = parseTemplate(text);
    if (!parsed.ok) return { field, text, expressions: [], single: false, fault: parsed.fault };
    const { parts } = parsed.template;
    return {
        field,
        text,
        expressions: parts.filter((part) => typeof part === "object"),
        single: parts.length === 1 && typeof parts[0] === "object"
    };
}

function renameInText(text: string, from: string, to: string): string {
    if (!text.includes("${") || !text.includes(from)) return text;
    const parsed = parseTemplate(text);
    if (!parsed.ok) return text;
    let renamed = "";
    let at = 0;
    for (const part of parsed.template.parts) {
        if (typeof part === "string" || !readsRoot(part, from)) continue;
        const terms = part.terms.map((term) =>
            term.kind === "path" && term.root === from ? { ...term, root: to } : term
        );
        renamed += text.slice(at, part.start) + printExpression({ terms });
        at = part.end;
    }
    return renamed + text.slice(at);
}

function readsRoot(expression: Expression, root: string): boolean {
    return expression.terms.some((term) => term.kind === "path" && term.root === root);
}

function visitTexts(
    value: Json,
    field: readonly PathSegment[],
    visit: (text: string, field: readonly PathSegment[]) => void
): void {
    if (typeof value === "string") return visit(value, field);
    if (typeof value !== "object" || value === null) return;
    const entries: [PathSegment, Json][] = isObject(value)
        ? Object.entries(value)
        : [...value.entries()];
    for (const [key, item] of entries) visitTexts(item, [...field, key], visit);
}

/** Keeps what it does not change: an untouched part is the very same object. */
export function mapTexts(value: Json, change: (text: string) => string): Json {
    if (typeof value === "string") return change(value);
    if (typeof value !== "object" || value === null) return value;
    if (!isObject(value)) {
        const items = value.map((item) => mapTexts(item, change));
        return items.every((item, index) => item === value[index]) ? value : items;
    }
    const entries = Object.entries(value).map(
        ([key, item]) => [key, mapTexts(item, change)] as const
    );
    if (entries.every(([key, item]) => item === value[key])) return value;
    return Object.fromEntries(entries);
}
