import type { WorkflowDefinition, WorkflowEdge } from "@flowmaestro/shared/workflow/document.ts";
import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import { t } from "../../messages/messages.ts";
import { INPUT_HANDLE, portOf } from "../document/graph.ts";
import { factsOf } from "../document/node-facts.ts";
import type { FlowEdge } from "./view-types.ts";

interface Known {
    readonly source: WorkflowEdge;
    readonly isSelected: boolean;
    readonly name: string;
    readonly view: FlowEdge;
}

const SILENT: FlowEdge["domAttributes"] = { "aria-roledescription": undefined };

/** The document's edges as React Flow wants them; unchanged ones keep their identity. */
export class EdgeViews {
    #known = new Map<string, Known>();

    derive(
        definition: WorkflowDefinition,
        catalogue: Catalogue,
        selected: readonly string[]
    ): FlowEdge[] {
        const isSelected = new Set(selected);
        const next = new Map<string, Known>();
        const views: FlowEdge[] = [];
        for (const source of definition.edges) {
            const name = nameOf(source, definition, catalogue);
            const known = this.#view(source, name, isSelected.has(source.id));
            next.set(source.id, known);
            views.push(known.view);
        }
        this.#known = next;
        return views;
    }

    #view(source: WorkflowEdge, name: string, isSelected: boolean): Known {
        const known = this.#known.get(source.id);
        if (known?.source === source && known.isSelected === isSelected && known.name === name) {
            return known;
        }
        const port = portOf(source);
        const view: FlowEdge = {
            id: source.id,
            type: "flow",
            source: source.source,
            target: source.target,
            sourceHandle: port,
            targetHandle: source.targetHandle ?? INPUT_HANDLE,
            selected: isSelected,
            data: { port },
            ariaRole: "group",
            ariaLabel: name,
            domAttributes: SILENT
        };
        return { source, isSelected, name, view };
    }
}

function nameOf(edge: WorkflowEdge, definition: WorkflowDefinition, catalogue: Catalogue): string {
    const label = (id: string) => {
        const node = definition.nodes[id];
        return node === undefined ? id : factsOf(node, catalogue).label;
    };
    return t("editor.edge.name", { source: label(edge.source), target: label(edge.target) });
}
