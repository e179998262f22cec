import type {
    WorkflowDefinition,
    WorkflowEdge,
    WorkflowNode
} from "@flowmaestro/shared/workflow/document.ts";
import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import { t } from "../../messages/messages.ts";
import { INPUT_HANDLE, portOf } from "../document/graph.ts";
import { factsOf } from "../document/node-facts.ts";
import { DIM, INSIDE } from "./node-views.ts";
import type { FlowEdge } from "./view-types.ts";

interface Known {
    readonly source: WorkflowEdge;
    /** The nodes at its ends: their labels are its name. */
    readonly from: WorkflowNode | undefined;
    readonly to: WorkflowNode | undefined;
    readonly isSelected: boolean;
    readonly isDim: boolean;
    readonly view: FlowEdge;
}

function classOf(isDim: boolean, isInside: boolean): string {
    return [...(isDim ? [DIM] : []), ...(isInside ? [INSIDE] : [])].join(" ");
}

const SILENT: FlowEdge["domAttributes"] = { "aria-roledescription": undefined };

/** The document's edges as React Flow wants them; unchanged ones keep their identity. */
export class EdgeViews {
    #known = new Map<string, Known>();
    #list: FlowEdge[] = [];

    derive(
        definition: WorkflowDefinition,
        catalogue: Catalogue,
        selected: readonly string[],
        lineage: ReadonlySet<string> | null = null
    ): FlowEdge[] {
        const isSelected = new Set(selected);
        const next = new Map<string, Known>();
        const views: FlowEdge[] = [];
        for (const source of definition.edges) {
            const isLit =
                lineage === null || [source.source, source.target].every(lineage.has, lineage);
            const look = { isSelected: isSelected.has(source.id), isDim: !isLit };
            const known = this.#view(source, look, { definition, catalogue });
            next.set(source.id, known);
            views.push(known.view);
        }
        this.#known = next;
        const isSame =
            views.length === this.#list.length &&
            views.every((view, index) => view === this.#list[index]);
        if (!isSame) this.#list = views;
        return this.#list;
    }

    #view(
        source: WorkflowEdge,
        look: { readonly isSelected: boolean; readonly isDim: boolean },
        around: { readonly definition: WorkflowDefinition; readonly catalogue: Catalogue }
    ): Known {
        const { definition, catalogue } = around;
        const { isSelected, isDim } = look;
        const from = definition.nodes[source.source];
        const to = definition.nodes[source.target];
        const known = this.#known.get(source.id);
        const isSame =
            known?.source === source && known.isSelected === isSelected && known.isDim === isDim;
        if (isSame && known.from === from && known.to === to) return known;
        const name = t("editor.edge.name", {
            source: from === undefined ? source.source : factsOf(from, catalogue).label,
            target: to === undefined ? source.target : factsOf(to, catalogue).label
        });
        // An end that was edited, but kept its name, is no news.
        if (isSame && known.view.ariaLabel === name) return { ...known, from, to };
        const port = portOf(source);
        const isInside = from?.parentId !== undefined;
        const className = classOf(isDim, isInside);
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
            domAttributes: SILENT,
            ...(className === "" ? {} : { className })
        };
        return { source, from, to, isSelected, isDim, view };
    }
}
