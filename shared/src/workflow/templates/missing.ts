import { isObject, kindOf } from "../../schema/json.ts";
import type { Json, NodeError } from "../../orchestrator/values.ts";
import { printPath } from "./grammar.ts";
import type { PathTerm } from "./grammar.ts";
import { nearest } from "./nearest.ts";
import { lookup } from "./scope.ts";
import type { ReferenceScope } from "./scope.ts";

const SHOWN_KEYS = 20;

/** The error of a reference that leads nowhere: what is missing, what is there, how to mend it. */
export function missingReference(scope: ReferenceScope, term: PathTerm, field: string): NodeError {
    const reference = printPath(term.root, term.segments);
    const looked = lookup(scope, term.root, term.segments);
    const depth = looked.found ? term.segments.length : looked.depth;
    const holder = looked.found ? undefined : looked.holder;
    const exists = depth < 0 ? scope.names() : keysOf(holder);
    const { message, solution } = words(scope, term, depth, holder, exists);
    return {
        code: "UNRESOLVED_REFERENCE",
        message: `\${${reference}} has no value: ${message}`,
        details: {
            reference,
            field,
            exists: exists.slice(0, SHOWN_KEYS),
            ...(exists.length > SHOWN_KEYS ? { exists_more: exists.length - SHOWN_KEYS } : {}),
            solution
        },
        is_retryable: false
    };
}

function words(
    scope: ReferenceScope,
    term: PathTerm,
    depth: number,
    holder: Json | undefined,
    exists: readonly string[]
): { message: string; solution: string } {
    const fallback = `write \${${printPath(term.root, term.segments)} ?? "…"} to say what to use instead`;
    const why = depth <= 0 ? scope.why?.(term.root) : undefined;
    if (why !== undefined) {
        return { message: `${term.root} has none, ${why}.`, solution: capital(`${fallback}.`) };
    }
    if (depth < 0) {
        return {
            message: `there is no ${JSON.stringify(term.root)} to read here.`,
            solution: `${suggestion(term.root, exists)}Otherwise ${fallback}.`
        };
    }
    const before = printPath(term.root, term.segments.slice(0, depth));
    const wanted = term.segments[depth];
    if (typeof wanted === "number") {
        const there = Array.isArray(holder)
            ? `${before} has ${holder.length} ${holder.length === 1 ? "item" : "items"}, none at [${wanted}]`
            : `${before} is ${article(holder)}, not a list`;
        return { message: `${there}.`, solution: `Check the index, or ${fallback}.` };
    }
    if (!isObject(holder)) {
        const hint = Array.isArray(holder)
            ? `Take an item first, as in ${before}[0], or ${fallback}.`
            : `Refer to ${before} itself, or ${fallback}.`;
        return {
            message: `${before} is ${article(holder)}, which has no ${JSON.stringify(wanted)}.`,
            solution: hint
        };
    }
    return {
        message: `${before} has no ${JSON.stringify(wanted)}${listed(exists)}.`,
        solution: `${suggestion(String(wanted), exists)}Otherwise ${fallback}.`
    };
}

function keysOf(holder: Json | undefined): readonly string[] {
    if (Array.isArray(holder)) return holder.length === 0 ? [] : [`[0] … [${holder.length - 1}]`];
    return isObject(holder) ? Object.keys(holder) : [];
}

function listed(exists: readonly string[]): string {
    if (exists.length === 0) return ", it is empty";
    const shown = exists.slice(0, 5).join(", ");
    return `, only ${shown}${exists.length > 5 ? " …" : ""}`;
}

function suggestion(name: string, exists: readonly string[]): string {
    const meant = nearest(name, exists);
    return meant === undefined ? "Choose one that exists. " : `Did you mean ${meant}? `;
}

function article(value: Json | undefined): string {
    const kind = value === undefined ? "nothing" : kindOf(value);
    return kind === "nothing" ? "empty (null)" : kind === "object" ? "an object" : `a ${kind}`;
}

function capital(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
