import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { DEFAULT_PORT, graphOf, portOf } from "./graph.ts";

export interface Connection {
    readonly source: string;
    readonly port: string;
    readonly target: string;
}

/** Why two ports cannot be joined; null when they can. */
export type Refusal =
    "unknown" | "self" | "duplicate" | "cycle" | "no_input" | "no_port" | "scope" | null;

/** The same rules as the server refuses by, asked before the edge exists. */
export function refusalOf(
    definition: WorkflowDefinition,
    catalogue: Catalogue,
    { source, port, target }: Connection
): Refusal {
    const from = definition.nodes[source];
    const to = definition.nodes[target];
    if (from === undefined || to === undefined) return "unknown";
    if (source === target) return "self";
    if (catalogue.get(to.type)?.accepts_input === false) return "no_input";
    if (catalogue.get(from.type)?.annotation === true) return "no_port";
    if (from.parentId !== to.parentId) return "scope";
    const graph = graphOf(definition);
    const isSame = graph
        .outOf(source)
        .some((edge) => edge.target === target && portOf(edge) === (port || DEFAULT_PORT));
    if (isSame) return "duplicate";
    if (graph.downstream(target).has(source)) return "cycle";
    return null;
}
