import type { NodeType } from "../catalogue.ts";
import { resolveCondition } from "../conditions/resolve.ts";
import { fieldPath } from "../field-path.ts";
import { formOf } from "../form.ts";
import type { FormField } from "../form.ts";
import { isObject } from "../../schema/json.ts";
import type { Json, JsonObject, NodeError } from "../../orchestrator/values.ts";
import { resolveTemplates } from "../templates/resolve.ts";
import type { Resolution } from "../templates/resolve.ts";
import type { ReferenceScope } from "../templates/scope.ts";
import { languageOf, mapFields, withoutIdle } from "./fields.ts";
import type { FilledField } from "./fields.ts";
import { issueText, valueAt } from "./issue-text.ts";

/** What a run is for: the node's own, or a boundary of a container's turns. */
export type Phase = "run" | "check" | "collect";

/**
 * Config with its references replaced, field by field in the field's language, without the fields
 * that do not count. Where turns are collected nothing is asked any more, so no reference is read.
 */
export function resolveConfig(
    type: NodeType,
    config: Json,
    scope: ReferenceScope,
    phase: Phase = "run"
): Resolution {
    if (!isObject(config)) return { ok: true, value: config };
    const form = formOf(type);
    const wanted = wantedIn(phase, form, config);
    let failure: Resolution | undefined;
    const value = mapFields(form, wanted, (filled) => {
        if (failure !== undefined) return filled.value;
        const resolution = resolveField(filled, scope);
        if (resolution.ok) return resolution.value;
        failure = resolution;
        return filled.value;
    });
    return failure ?? { ok: true, value };
}

function wantedIn(phase: Phase, form: readonly FormField[], config: JsonObject): JsonObject {
    // Most types have no field that comes and goes, and most runs are of those.
    const isFixed = form.every(({ when, per_turn }) => when === undefined && per_turn !== true);
    if (isFixed && phase === "run") return config;
    return withoutIdle(form, config, (field) =>
        phase === "run"
            ? field.per_turn !== true
            : phase === "check" || languageOf(field) === "literal"
    );
}

function resolveField({ field, path, value }: FilledField, scope: ReferenceScope): Resolution {
    switch (languageOf(field)) {
        case "literal":
            return { ok: true, value };
        case "template":
            return resolveTemplates(value, scope, fieldPath(path, "data"), field.encode);
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
    scope: ReferenceScope,
    phase: Phase = "run"
): PreparedConfig<Config> {
    const resolved = resolveConfig(type, config, scope, phase);
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
