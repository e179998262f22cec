import type { NodeType } from "../catalogue.ts";
import { resolveCondition } from "../conditions/resolve.ts";
import { fieldPath } from "../field-path.ts";
import { formOf } from "../form.ts";
import { isObject } from "../../schema/json.ts";
import type { Json, NodeError } from "../../orchestrator/values.ts";
import { resolveTemplates } from "../templates/resolve.ts";
import type { Resolution } from "../templates/resolve.ts";
import type { ReferenceScope } from "../templates/scope.ts";
import { languageOf, mapFields } from "./fields.ts";
import type { FilledField } from "./fields.ts";
import { issueText, valueAt } from "./issue-text.ts";

/** Config with its references replaced, field by field in the field's language. */
export function resolveConfig(type: NodeType, config: Json, scope: ReferenceScope): Resolution {
    if (!isObject(config)) return { ok: true, value: config };
    let failure: Resolution | undefined;
    const value = mapFields(formOf(type), config, (filled) => {
        if (failure !== undefined) return filled.value;
        const resolution = resolveField(filled, scope);
        if (resolution.ok) return resolution.value;
        failure = resolution;
        return filled.value;
    });
    return failure ?? { ok: true, value };
}

function resolveField({ field, path, value }: FilledField, scope: ReferenceScope): Resolution {
    switch (languageOf(field)) {
        case "literal":
            return { ok: true, value };
        case "template":
            return resolveTemplates(value, scope, fieldPath(path, "data"));
        case "condition":
            return resolveCondition(value, scope, fieldPath(path, "data"));
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
