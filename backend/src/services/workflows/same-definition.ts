import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";

/**
 * Whether two definitions say the same. In which order a node's fields were filled in says nothing, and
 * neither does a switch that is off as if it had never been there. The order of nodes and edges, and of
 * the keys inside of a value that somebody wrote, is theirs: it can be seen in what comes out.
 */
export function sameDefinition(one: WorkflowDefinition, other: WorkflowDefinition): boolean {
    return one === other || textOf(one) === textOf(other);
}

function textOf({ nodes, edges, settings }: WorkflowDefinition): string {
    return JSON.stringify([
        Object.values(nodes).map(nodeOf),
        edges.map((edge) => sorted(edge)),
        sorted(settings ?? {})
    ]);
}

function nodeOf({ data, policy, disabled, notes, ...node }: WorkflowNode): unknown {
    return [
        sorted(node),
        fieldsOf(data),
        sorted(policy ?? {}),
        disabled === true,
        notes === undefined ? "" : notes
    ];
}

/** Sorted to the bottom: for what has no order of its own. */
function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    return fieldsOf(value).map(([key, item]) => [key, sorted(item)]);
}

function fieldsOf(value: object): [string, unknown][] {
    const fields: [string, unknown][] = Object.entries(value);
    return fields.filter(([, item]) => item !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
}
