import type { NodeType } from "../catalogue.ts";
import { resolveCondition } from "../conditions/resolve.ts";
import { fieldPath } from "../field-path.ts";
import { formOf } from "../form.ts";
import { isObject } from "../../schema/json.ts";
import type { Json, NodeError } from "../../orchestrator/values.ts";
import { resolveTemplates } from "../templates/resolve.ts";
import type { Resolution } from "../templates/resolve.ts";
import type { ReferenceScope } from "../templates/scope.ts";
import { issueText, valueAt } from "./issue-text.ts";

export type FieldLanguage = "literal" | "template" | "condition";

/** A field has exactly one language, and the definition says which. */
export function fieldLanguages(type: NodeType): ReadonlyMap<string, FieldLanguage> {
    const known = languages.get(type);
    if (known !== undefined) return known;
    const found = new Map(
        formOf(type).map(({ name, widget, template }): [string, FieldLanguage] => [
            name,
            widget === "condition" ? "condition" : template ? "template" : "literal"
        ])
    );
    languages.set(type, found);
    return found;
}

const languages = new WeakMap<NodeType, ReadonlyMap<string, FieldLanguage>>();

/** Config with its references replaced, field by field in the field's language. */
export function resolveConfig(type: NodeType, config: Json, scope: ReferenceScope): Resolution {
    if (!isObject(config)) return { ok: true, value: config };
    const language = fieldLanguages(type);
    const resolved: [string, Json][] = [];
    for (const [key, value] of Object.entries(config)) {
        const result = resolveField(language.get(key) ?? "literal", value, scope, `data.${key}`);
        if (!result.ok) return result;
        resolved.push([key, result.value]);
    }
    return { ok: true, value: Object.fromEntries(resolved) };
}

function resolveField(
    language: FieldLanguage,
    value: Json,
    scope: ReferenceScope,
    field: string
): Resolution {
    switch (language) {
        case "literal":
            return { ok: true, value };
        case "template":
            return resolveTemplates(value, scope, field);
        case "condition":
            return resolveCondition(value, scope, field);
    }
}

export type PreparedConfig<Config> =
    | { readonly ok: true; readonly config: Config; readonly resolved: Json }
    | { readonly ok: false; readonly error: NodeError };

/** All that lies between a plan's config and an executor: references resolved, schema passed. */
export function prepareConfig<Config>(
    type: NodeType<Config>,
    config: Json,
    scope: ReferenceScope
): PreparedConfig<Config> {
    const resolved = resolveConfig(type, config, scope);
    if (!resolved.ok) return resolved;
    const parsed = type.config.safeParse(resolved.value);
    if (parsed.success) return { ok: true, config: parsed.data, resolved: resolved.value };
    const fields = parsed.error.issues.slice(0, 10).map((issue) => {
        const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
        return {
            field: fieldPath(path, "data"),
            message: issueText(issue, valueAt(resolved.value, issue.path))
        };
    });
    const [first] = fields;
    return {
        ok: false,
        error: {
            code: "INVALID_CONFIG",
            message: `The node's settings do not fit: ${first?.field ?? "data"}: ${first?.message ?? ""}`,
            details: {
                field_errors: fields,
                solution: "Check what the references in these fields bring in."
            },
            is_retryable: false
        }
    };
}
