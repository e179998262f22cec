import { fieldPath } from "../field-path.ts";
import type { PathSegment } from "../field-path.ts";
import type { Json } from "../../orchestrator/values.ts";

/**
 * The one language of references (`nodes.md` 2):
 *
 *     "${" path ( "??" ( path | json-scalar ) )* "}"
 *     path = root ( "." name | "[" index | '"name"' "]" )*
 *
 * It is data, never code: a parsed template is a list of texts and paths, and nothing in it can be
 * called. `$${` is a literal `${`; a backslash means nothing.
 */
export interface Template {
    /** Texts stand as they will be printed, escapes undone. */
    readonly parts: readonly (string | Expression)[];
}

export interface Expression {
    /** Offsets of `${` and of what follows `}` in the text. */
    readonly start: number;
    readonly end: number;
    readonly terms: readonly Term[];
}

export type Term = PathTerm | ScalarTerm;

export interface PathTerm {
    readonly kind: "path";
    readonly root: string;
    readonly segments: readonly PathSegment[];
}

export interface ScalarTerm {
    readonly kind: "scalar";
    readonly value: Exclude<Json, object> | null;
}

export interface TemplateFault {
    /** Offset into the text, from 0. */
    readonly position: number;
    readonly message: string;
}

export type ParsedTemplate =
    | { readonly ok: true; readonly template: Template }
    | { readonly ok: false; readonly fault: TemplateFault };

/** Enough for any path a person writes; more is a mistake or an attack. */
export const MAX_SEGMENTS = 100;
export const MAX_TERMS = 20;

export function printPath(root: string, segments: readonly PathSegment[]): string {
    return fieldPath(segments, root);
}

export function printExpression(expression: Pick<Expression, "terms">): string {
    const terms = expression.terms.map((term) =>
        term.kind === "path" ? printPath(term.root, term.segments) : JSON.stringify(term.value)
    );
    return `\${${terms.join(" ?? ")}}`;
}

/** The text that parses to this template again. */
export function printTemplate(template: Template): string {
    return template.parts
        .map((part) => (typeof part === "string" ? escapeText(part) : printExpression(part)))
        .join("");
}

/** A text that resolves to itself. */
export function escapeText(text: string): string {
    return text.replaceAll("${", "$$${");
}
