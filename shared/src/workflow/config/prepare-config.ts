import type { NodeType } from "../catalogue.ts";
import { resolveCondition } from "../conditions/resolve.ts";
import { fieldPath } from "../field-path.ts";
import { formOf } from "../form.ts";
import type { FormField } from "../form.ts";
import { isObject, put } from "../../schema/json.ts";
import type { Json, JsonObject, NodeError } from "../../orchestrator/values.ts";
import { prepare } from "../templates/prepare.ts";
import { resolveReady } from "../templates/resolve.ts";
import type { Resolution } from "../templates/resolve.ts";
import type { ReferenceScope } from "../templates/scope.ts";
import { counts, languageOf, mapField, withoutIdle } from "./fields.ts";
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
    const value: { [name: string]: Json } = {};
    for (const part of partsOf(formOf(type), config, phase)) {
        const resolution = part.resolve(scope);
        if (!resolution.ok) return resolution;
        put(value, part.name, resolution.value);
    }
    return { ok: true, value };
}

/** One entry of a config, with what can be known of it before a run. */
interface Part {
    readonly name: string;
    readonly resolve: (scope: ReferenceScope) => Resolution;
}

/** By identity: a plan is never changed in place, and its nodes run more than once. */
const known = new WeakMap<JsonObject, readonly Part[]>();

function partsOf(form: readonly FormField[], config: JsonObject, phase: Phase): readonly Part[] {
    // A boundary of a container is rarer, and asks for other fields.
    if (phase !== "run") return toParts(form, wantedIn(phase, form, config));
    let parts = known.get(config);
    if (parts === undefined) {
        parts = toParts(form, wantedIn(phase, form, config));
        known.set(config, parts);
    }
    return parts;
}

function toParts(form: readonly FormField[], wanted: JsonObject): Part[] {
    return Object.entries(wanted).map(([name, value]): Part => {
        const field = form.find((candidate) => candidate.name === name);
        if (field === undefined || !counts(field, form, wanted)) return fixed(name, value);
        const filled = { field, path: [name], value };
        const isGroup = field.fields !== undefined || field.items !== undefined;
        return isGroup ? group(name, filled) : { name, resolve: resolverOf(filled) };
    });
}

function fixed(name: string, value: Json): Part {
    const resolution = { ok: true, value } as const;
    return { name, resolve: () => resolution };
}

/** Stops at the first field that cannot be resolved. */
function group(name: string, whole: FilledField): Part {
    return {
        name,
        resolve: (scope) => {
            let failure: Resolution | undefined;
            const value = mapField(whole, (filled) => {
                if (failure !== undefined) return filled.value;
                const resolution = resolverOf(filled)(scope);
                if (resolution.ok) return resolution.value;
                failure = resolution;
                return filled.value;
            });
            return failure ?? { ok: true, value };
        }
    };
}

function wantedIn(phase: Phase, form: readonly FormField[], config: JsonObject): JsonObject {
    return withoutIdle(form, config, (field) =>
        phase === "run"
            ? field.per_turn !== true
            : phase === "check" || languageOf(field) === "literal"
    );
}

function resolverOf({ field, path, value }: FilledField): Part["resolve"] {
    const place = fieldPath(path, "data");
    switch (languageOf(field)) {
        case "literal": {
            const resolution = { ok: true, value } as const;
            return () => resolution;
        }
        case "template": {
            const prepared = prepare(value);
            return (scope) => resolveReady(prepared, scope, place, field.encode);
        }
        case "condition":
            return (scope) => resolveCondition(value, scope, place);
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
