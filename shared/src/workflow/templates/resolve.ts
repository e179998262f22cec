import { jsonSize, put } from "../../schema/json.ts";
import { fieldPath } from "../field-path.ts";
import type { PathSegment } from "../field-path.ts";
import type { Json, NodeError } from "../../orchestrator/values.ts";
import type { Expression, PathTerm, Template, TemplateFault } from "./grammar.ts";
import { missingReference } from "./missing.ts";
import { prepare } from "./prepare.ts";
import type { Prepared } from "./prepare.ts";
import { lookup } from "./scope.ts";
import type { ReferenceScope } from "./scope.ts";
import { UrlText } from "./url-text.ts";

export type Resolution =
    { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly error: NodeError };

/** Characters of JSON that one resolved config may come to. */
export const MAX_RESOLVED = 16_000_000;

/** What mixed text is made into. Without it values stand in it as they are. */
export type Encoding = "url";

/**
 * A value with its references replaced. A text that is exactly one reference takes the value as it
 * is; in mixed text strings stand raw and everything else as compact JSON. Resolved once: what a
 * reference brings in is data, whatever it looks like.
 */
export function resolveTemplates(
    value: Json,
    scope: ReferenceScope,
    field = "",
    encode?: Encoding
): Resolution {
    return resolveReady(prepare(value), scope, field, encode);
}

/** The same for one whose templates are parsed already. */
export function resolveReady(
    prepared: Prepared,
    scope: ReferenceScope,
    field: string,
    encode: Encoding | undefined
): Resolution {
    if (prepared.kind === "static") return { ok: true, value: prepared.value };
    const run: Run = { scope, field, encode, path: [], size: 0, sizes: null };
    const resolved = resolvePrepared(prepared, run);
    return isFailure(resolved)
        ? { ok: false, error: resolved.failure }
        : { ok: true, value: resolved };
}

interface Run {
    readonly scope: ReferenceScope;
    readonly field: string;
    readonly encode: Encoding | undefined;
    /** Where in the value we are, for messages. */
    readonly path: PathSegment[];
    size: number;
    /** The same large value may stand in a thousand places; it is measured once. */
    sizes: Map<object, number> | null;
}

/** Told from JSON by a class: a value of the user's may look like anything. */
class Failure {
    readonly failure: NodeError;
    constructor(failure: NodeError) {
        this.failure = failure;
    }
}

function isFailure(value: Json | Failure): value is Failure {
    return value instanceof Failure;
}

function resolvePrepared(prepared: Prepared, run: Run): Json | Failure {
    switch (prepared.kind) {
        case "static":
            return prepared.value;
        case "reference":
            return counted(evaluate(prepared.expression, run), run);
        case "text":
            return run.encode === "url"
                ? resolveUrl(prepared.template, run)
                : resolveText(prepared.template, run);
        case "list":
            return resolveList(prepared.items, run);
        case "object":
            return resolveObject(prepared.entries, run);
        case "broken":
            return new Failure(syntaxError(prepared.fault, place(run)));
    }
}

function resolveList(items: readonly Prepared[], run: Run): Json | Failure {
    const list: Json[] = [];
    for (const [index, item] of items.entries()) {
        run.path.push(index);
        const value = resolvePrepared(item, run);
        if (isFailure(value)) return value;
        run.path.pop();
        list.push(value);
    }
    return list;
}

function resolveObject(
    entries: readonly (readonly [string, Prepared])[],
    run: Run
): Json | Failure {
    const resolved: { [key: string]: Json } = {};
    for (const [key, item] of entries) {
        run.path.push(key);
        const value = resolvePrepared(item, run);
        if (isFailure(value)) return value;
        run.path.pop();
        put(resolved, key, value);
    }
    return resolved;
}

function resolveText(template: Template, run: Run): Json | Failure {
    let text = "";
    for (const part of template.parts) {
        if (typeof part === "string") {
            text += part;
            continue;
        }
        const printed = print(part, run);
        if (isFailure(printed)) return printed;
        text += printed;
    }
    return text;
}

function resolveUrl(template: Template, run: Run): Json | Failure {
    const url = new UrlText();
    for (const part of template.parts) {
        if (typeof part === "string") {
            url.literal(part);
            continue;
        }
        const printed = print(part, run);
        if (isFailure(printed)) return printed;
        const problem = url.value(printed);
        if (problem !== undefined) return unfit(printed, problem, run);
    }
    return url.walks() ? unfit("..", "would lead out of the path", run) : url.text;
}

function unfit(value: string, problem: string, run: Run): Failure {
    return new Failure({
        code: "INVALID_URL",
        message: `What a reference brings into ${place(run) || "this URL"} ${problem}: ${JSON.stringify(value.slice(0, 60))}.`,
        details: {
            field: place(run),
            solution:
                "Write the fixed parts of the URL, such as https:// and /, as text, and let references bring in values only."
        },
        is_retryable: false
    });
}

function print(part: Expression, run: Run): string | Failure {
    const value = counted(evaluate(part, run), run);
    if (isFailure(value) || typeof value === "string") return value;
    return compactJson(value, run);
}

function compactJson(value: Json, run: Run): string | Failure {
    try {
        return JSON.stringify(value);
    } catch {
        return tooLarge(run, "is nested too deeply to be written as text");
    }
}

function evaluate(expression: Expression, run: Run): Json | Failure {
    let last: Json | PathTerm = null;
    let missing = false;
    for (const term of expression.terms) {
        missing = false;
        if (term.kind === "scalar") {
            last = term.value;
        } else {
            const looked = lookup(run.scope, term.root, term.segments);
            if (looked.found) last = looked.value;
            else missing = true;
        }
        if (!missing && last !== null) return last;
    }
    if (!missing) return null;
    const term = expression.terms.findLast((candidate) => candidate.kind === "path");
    if (term === undefined) return null;
    return new Failure(missingReference(run.scope, term, place(run)));
}

function counted(value: Json | Failure, run: Run): Json | Failure {
    if (isFailure(value)) return value;
    let size: number;
    if (typeof value === "object" && value !== null) {
        run.sizes ??= new Map();
        size = run.sizes.get(value) ?? jsonSize(value, MAX_RESOLVED);
        run.sizes.set(value, size);
    } else {
        size = typeof value === "string" ? value.length : 8;
    }
    run.size += size;
    if (run.size <= MAX_RESOLVED) return value;
    return tooLarge(run, `is larger than ${MAX_RESOLVED / 1e6} MB`);
}

function tooLarge(run: Run, how: string): Failure {
    return new Failure({
        code: "OUTPUT_TOO_LARGE",
        message: `What the references in ${place(run) || "this value"} bring in ${how}.`,
        details: {
            field: place(run),
            limit: MAX_RESOLVED,
            solution: "Refer to the part you need instead of the whole."
        },
        is_retryable: false
    });
}

function place(run: Run): string {
    return fieldPath(run.path, run.field);
}

export function syntaxError(fault: TemplateFault, field: string): NodeError {
    return {
        code: "INVALID_CONFIG",
        message: `${field || "The text"} has a reference that cannot be read, at character ${fault.position + 1}: ${fault.message}`,
        details: {
            field,
            position: fault.position,
            solution: "Write references as ${node_id.output.name}; $${ is a literal ${."
        },
        is_retryable: false
    };
}
