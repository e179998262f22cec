import type { NodeChange } from "@xyflow/react";
import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import { factsOf } from "../document/node-facts.ts";
import { sizeOf } from "./card-size.ts";
import type { CardData, CardNode } from "./view-types.ts";

interface Known {
    readonly source: WorkflowNode;
    readonly isSelected: boolean;
    readonly isDim: boolean;
    readonly measured: CardNode["measured"];
    readonly dragged: CardNode["position"] | undefined;
    readonly view: CardNode;
}

const NO_DATA: CardData = {};
/** Neither read by the selection nor reading it. */
export const DIM = "fm-dim";
/** The card inside speaks for itself: React Flow's wrapper around it is furniture. */
const SILENT: CardNode["domAttributes"] = {
    "aria-roledescription": undefined,
    "aria-describedby": undefined
};

/**
 * The document's nodes as React Flow wants them. A view keeps its identity until its own node, its
 * selection, its size or its place under the pointer changes: one drag renders one card.
 */
export class NodeViews {
    #known = new Map<string, Known>();
    #list: CardNode[] = [];
    readonly #measured = new Map<string, CardNode["measured"]>();
    readonly #dragged = new Map<string, CardNode["position"]>();

    /** The very same list while nothing in it changed: typing into a form is no news for the canvas. */
    derive(
        definition: WorkflowDefinition,
        catalogue: Catalogue,
        selected: readonly string[],
        lineage: ReadonlySet<string> | null = null
    ): CardNode[] {
        const isSelected = new Set(selected);
        const next = new Map<string, Known>();
        const views: CardNode[] = [];
        for (const source of Object.values(definition.nodes)) {
            const known = this.#view(source, catalogue, {
                isSelected: isSelected.has(source.id),
                isDim: lineage?.has(source.id) === false
            });
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

    /** What React Flow found out or is doing; false when nothing of it is seen. */
    apply(changes: readonly NodeChange<CardNode>[]): boolean {
        let isSeen = false;
        for (const change of changes) {
            if (change.type === "dimensions" && change.dimensions !== undefined) {
                this.#measured.set(change.id, change.dimensions);
                isSeen = true;
            } else if (change.type === "position" && change.position !== undefined) {
                if (change.dragging !== true) continue;
                this.#dragged.set(change.id, change.position);
                isSeen = true;
            }
        }
        return isSeen;
    }

    /** Where the dragged nodes stand now; they are the document's again afterwards. */
    drop(): ReadonlyMap<string, CardNode["position"]> {
        const dropped = new Map(this.#dragged);
        this.#dragged.clear();
        return dropped;
    }

    #view(
        source: WorkflowNode,
        catalogue: Catalogue,
        look: { readonly isSelected: boolean; readonly isDim: boolean }
    ): Known {
        const { id } = source;
        const { isSelected, isDim } = look;
        const measured = this.#measured.get(id);
        const dragged = this.#dragged.get(id);
        const known = this.#known.get(id);
        const isSame =
            known !== undefined &&
            isSamePlace(known.source, source) &&
            known.isSelected === isSelected &&
            known.isDim === isDim &&
            known.measured === measured &&
            known.dragged === dragged;
        if (isSame) return known;
        const facts = factsOf(source, catalogue);
        const size = sizeOf(facts, { hasError: false, hasStrip: false });
        const view: CardNode = {
            id,
            type: facts.isAnnotation ? "note" : "card",
            data: NO_DATA,
            position: dragged ?? source.position,
            selected: isSelected,
            initialWidth: size.width,
            initialHeight: size.height,
            domAttributes: SILENT,
            ...(isDim ? { className: DIM } : {}),
            ...(measured === undefined ? {} : { measured }),
            ...(facts.isAnnotation ? { zIndex: -1, connectable: false } : {}),
            ...(source.parentId === undefined ? {} : { parentId: source.parentId })
        };
        return { source, isSelected, isDim, measured, dragged, view };
    }
}

/** What React Flow knows of a node; the rest is the card's. */
function isSamePlace(one: WorkflowNode, other: WorkflowNode): boolean {
    return (
        one === other ||
        (one.type === other.type &&
            one.parentId === other.parentId &&
            one.position.x === other.position.x &&
            one.position.y === other.position.y)
    );
}
