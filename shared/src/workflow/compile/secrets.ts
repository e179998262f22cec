import type { PlanSecret, PlanSettings } from "../../orchestrator/plan.ts";
import type { Json } from "../../orchestrator/values.ts";
import { containsSecret, someType } from "../../schema/join.ts";
import { typeAt } from "../../schema/type-at.ts";
import type { ValueType } from "../../schema/value-type.ts";
import { references } from "../templates/references.ts";
import type { GraphNode } from "./graph.ts";
import type { Types } from "./types.ts";

/** What the plan says of a node, so that an execution need not know types. */
export function secretOf({ id, data, type }: GraphNode, types: Types): PlanSecret | null {
    if (!types.has_secrets || type === undefined) return null;
    const output = containsSecret(types.outputs.get(id) ?? { type: "any" });
    const fields = Object.entries(data)
        .filter(([, value]) => readsSecret(value, (root) => types.rootOf(id, root)))
        .map(([name]) => name)
        .sort();
    if (!output && fields.length === 0) return null;
    return { ...(output ? { output } : {}), ...(fields.length > 0 ? { fields } : {}) };
}

export function secretInputs({ inputs, has_secrets }: Types): Pick<PlanSettings, "secrets"> {
    if (!has_secrets) return {};
    const properties = inputs.type === "object" ? Object.entries(inputs.properties ?? {}) : [];
    const names = properties.filter(([, type]) => containsSecret(type)).map(([name]) => name);
    return { secrets: names.sort() };
}

/** Whether a value with templates takes a secret in. */
export function readsSecret(value: Json, rootOf: (root: string) => ValueType | undefined): boolean {
    return references(value).some(({ root, segments }) => {
        const type = rootOf(root);
        if (type === undefined) return false;
        const at = typeAt(type, segments);
        return at.secret || containsSecret(at.type);
    });
}

/**
 * What a node makes of a secret, where its own type does not say: of one that only computes and whose
 * output can be anything, a secret.
 */
export function taken(output: ValueType, takesSecret: boolean): ValueType {
    return takesSecret && !containsSecret(output) && someType(output, isOpen)
        ? { ...output, secret: true }
        : output;
}

function isOpen(type: ValueType): boolean {
    return (
        type.type === "any" ||
        (type.type === "array" && type.items === undefined) ||
        (type.type === "object" && type.properties === undefined)
    );
}
