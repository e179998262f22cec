import { isObject } from "../../schema/json.ts";
import type { Json } from "../../orchestrator/values.ts";
import { parseTemplate, singleReference } from "./parse.ts";
import type { Expression, Template, TemplateFault } from "./grammar.ts";

/** A value with its templates parsed. What holds none is kept whole and never walked again. */
export type Prepared =
    | { readonly kind: "static"; readonly value: Json }
    | { readonly kind: "reference"; readonly expression: Expression }
    | { readonly kind: "text"; readonly template: Template }
    | { readonly kind: "list"; readonly items: readonly Prepared[] }
    | { readonly kind: "object"; readonly entries: readonly (readonly [string, Prepared])[] }
    | { readonly kind: "broken"; readonly fault: TemplateFault };

/** Deeper values do not come out of a saved document. */
const MAX_DEPTH = 200;

/** By identity: JSON here is never changed in place, and a cached plan prepares once. */
const cache = new WeakMap<object, Prepared>();

export function prepare(value: Json): Prepared {
    if (typeof value === "string") return prepareText(value);
    if (typeof value !== "object" || value === null) return { kind: "static", value };
    const known = cache.get(value);
    if (known !== undefined) return known;
    const prepared = prepareValue(value, 0);
    cache.set(value, prepared);
    return prepared;
}

function prepareText(text: string): Prepared {
    if (!text.includes("${")) return { kind: "static", value: text };
    const parsed = parseTemplate(text);
    if (!parsed.ok) return { kind: "broken", fault: parsed.fault };
    const expression = singleReference(parsed.template);
    if (expression !== undefined) return { kind: "reference", expression };
    const { parts } = parsed.template;
    if (parts.every((part) => typeof part === "string")) {
        return { kind: "static", value: parts.join("") };
    }
    return { kind: "text", template: parsed.template };
}

function prepareValue(value: Json, depth: number): Prepared {
    if (typeof value === "string") return prepareText(value);
    if (typeof value !== "object" || value === null) return { kind: "static", value };
    if (depth > MAX_DEPTH) {
        return { kind: "broken", fault: { position: 0, message: "Nested too deeply." } };
    }
    if (!isObject(value)) {
        const items = value.map((item) => prepareValue(item, depth + 1));
        return items.every((item, index) => isUntouched(item, value[index]))
            ? { kind: "static", value }
            : { kind: "list", items };
    }
    const entries = Object.entries(value).map(
        ([key, item]) => [key, prepareValue(item, depth + 1)] as const
    );
    return entries.every(([key, item]) => isUntouched(item, value[key]))
        ? { kind: "static", value }
        : { kind: "object", entries };
}

function isUntouched(prepared: Prepared, value: Json | undefined): boolean {
    return prepared.kind === "static" && prepared.value === value;
}
