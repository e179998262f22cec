import { isObject } from "../../schema/json.ts";
import type { Json, JsonObject } from "../../orchestrator/values.ts";
import { resolveTemplates } from "../templates/resolve.ts";
import type { Resolution } from "../templates/resolve.ts";
import type { ReferenceScope } from "../templates/scope.ts";

/**
 * A condition with its references replaced. It differs from any other value in one thing: the left
 * side of `exists` and `not_exists` may lead nowhere and is then absent.
 */
export function resolveCondition(
    condition: Json,
    scope: ReferenceScope,
    field: string
): Resolution {
    if (!isObject(condition) || !Array.isArray(condition.rules)) {
        return resolveTemplates(condition, scope, field);
    }
    const rules: Json[] = [];
    for (const [index, entry] of condition.rules.entries()) {
        const resolved = resolveEntry(entry as Json, scope, `${field}.rules[${index}]`);
        if (!resolved.ok) return resolved;
        rules.push(resolved.value);
    }
    return { ok: true, value: { ...condition, rules } };
}

function resolveEntry(entry: Json, scope: ReferenceScope, field: string): Resolution {
    if (!isObject(entry)) return resolveTemplates(entry, scope, field);
    if (Array.isArray(entry.rules)) return resolveCondition(entry, scope, field);
    if (!asksForPresence(entry) || entry.left === undefined) {
        return resolveTemplates(entry, scope, field);
    }
    const { left, ...rest } = entry;
    const resolved = resolveTemplates(left, scope, `${field}.left`);
    if (resolved.ok) return { ok: true, value: { ...rest, left: resolved.value } };
    return resolved.error.code === "UNRESOLVED_REFERENCE" ? { ok: true, value: rest } : resolved;
}

export function asksForPresence(rule: JsonObject): boolean {
    return rule.operator === "exists" || rule.operator === "not_exists";
}
