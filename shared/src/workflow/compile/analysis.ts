import type { Catalogue } from "../catalogue.ts";
import type { WorkflowDefinition } from "../document.ts";
import { executionInputs } from "../execution-inputs.ts";
import { buildGraph } from "./graph.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { topologicalOrder } from "./order.ts";
import { presenceOf } from "./presence.ts";
import type { Presence } from "./presence.ts";
import { typesOf } from "./types.ts";
import type { Types } from "./types.ts";

/** All that the checks of `compile` and the completions of the editor are worked out from. */
export interface Analysis {
    readonly graph: Graph;
    /** Sources before targets; null where the edges run in a circle. */
    readonly order: readonly GraphNode[] | null;
    readonly presence: Presence;
    readonly types: Types;
}

const analyses = new WeakMap<WorkflowDefinition, { catalogue: Catalogue; analysis: Analysis }>();

/** Kept beside the definition it was made from: the editor asks once per keystroke, for many things. */
export function analyse(definition: WorkflowDefinition, catalogue: Catalogue): Analysis {
    const known = analyses.get(definition);
    if (known?.catalogue === catalogue) return known.analysis;
    const graph = buildGraph(definition, catalogue);
    const order = topologicalOrder(graph);
    const walked = order ?? [];
    const inputs = executionInputs(definition, catalogue);
    const analysis: Analysis = {
        graph,
        order,
        presence: presenceOf(graph, walked),
        types: typesOf(graph, walked, inputs)
    };
    analyses.set(definition, { catalogue, analysis });
    return analysis;
}
