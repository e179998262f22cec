import { fieldPath } from "../field-path.ts";
import type { PathSegment } from "../field-path.ts";
import type { Problem } from "../problem.ts";
import type { GraphNode } from "./graph.ts";

export interface Finding {
    readonly code: string;
    readonly severity?: Problem["severity"];
    readonly message: string;
    readonly solution: string;
    readonly node?: GraphNode;
    /** Into the node: `["data", "value"]`. */
    readonly field?: readonly PathSegment[];
    readonly edge?: string;
}

export function problem(finding: Finding): Problem {
    const { code, severity = "error", message, solution, node, field, edge } = finding;
    return {
        code,
        severity,
        message,
        solution,
        ...(node === undefined ? {} : { node_id: node.id }),
        ...(field === undefined ? {} : { field: fieldPath(field) }),
        ...(edge === undefined ? {} : { edge_id: edge })
    };
}

/** How a sentence names a node: as people see it, with its id where it has no name of its own. */
export function called({ id, label, type }: GraphNode): string {
    return label === type?.name ? `“${label}” (${id})` : `“${label}”`;
}

export function listed(names: readonly string[], none = "none"): string {
    if (names.length === 0) return none;
    const shown = names.slice(0, 8);
    const more = names.length > 8 ? ` and ${names.length - 8} more` : "";
    return shown.map((name) => `"${name}"`).join(", ") + more;
}
