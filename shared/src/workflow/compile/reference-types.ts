import type { ObjectType, ValueType } from "../../schema/value-type.ts";
import type { Catalogue } from "../catalogue.ts";
import type { WorkflowDefinition } from "../document.ts";
import { analyse } from "./analysis.ts";
import { enclosing, errorPolicyOf } from "./graph.ts";

/**
 * Everything a node's references may read, as one object by root: for completion, with `typeAt` and
 * `complete` of `schema/`. Roots that are not always there are `optional`.
 */
export function referenceTypes(
    definition: WorkflowDefinition,
    catalogue: Catalogue,
    nodeId: string
): ObjectType {
    const { graph, order, presence, types } = analyse(definition, catalogue);
    const properties = new Map<string, ValueType>();
    const optional: string[] = [];
    const offer = (root: string) => {
        const type = types.rootOf(nodeId, root);
        if (type !== undefined) properties.set(root, type);
    };
    // The nearest come first: what a person wants is usually the step before.
    for (const source of (order ?? []).toReversed()) {
        if (!presence.isUpstream(nodeId, source.id)) continue;
        const type = types.rootOf(nodeId, source.id);
        if (type?.type !== "object") continue;
        const { error, ...rest } = type.properties ?? {};
        const shown = errorPolicyOf(source) === "fail" ? rest : { ...rest, error };
        properties.set(source.id, {
            type: "object",
            properties: shown as ObjectType["properties"]
        });
        if (!presence.isSure(nodeId, source.id)) optional.push(source.id);
    }
    for (const container of enclosing(graph, nodeId)) offer(container);
    for (const root of ["inputs", "vars", "execution"]) offer(root);
    return { type: "object", properties: Object.fromEntries(properties), optional };
}
