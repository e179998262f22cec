import type { NodeChange } from "@xyflow/react";
import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { Point } from "../document/edits.ts";
import { factsOf } from "../document/node-facts.ts";
import type { NodeFacts } from "../document/node-facts.ts";
import { nested } from "../document/scope.ts";
import { boxOf } from "./frame-size.ts";
import type { Box } from "./frame-size.ts";
import type { CardData, CardNode } from "./view-types.ts";

interface Known {
    readonly source: WorkflowNode;
    readonly isSelected: boolean;
    readonly isDim: boolean;
    readonly measured: CardNode["measured"];
    readonly dragged: CardNode["position"] | undefined;
    readonly box: Box;
    /** Of the frame around it. */
    readonly outer: Box;
    readonly view: CardNode;
}

const NO_DATA: CardData = {};
const NO_FRAME: Box = { x: 0, y: 0, width: 0, height: 0 };
/** A frame is moved by its header; its well belongs to the canvas. */
const FRAME_HANDLE = ".fm-frame-head";
/** Neither read by the selection nor reading it. */
export const DIM = "fm-dim";
/** Inside of a container: out of sight while that is one block. */
export const INSIDE = "fm-inside";
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
        // React Flow places what is inside by what is around it, and so wants to know that first.
        for (const { id } of nested(definition.nodes, Object.keys(definition.nodes))) {
            const source = definition.nodes[id];
            if (source === undefined) continue;
            const known = this.#view(source, catalogue, {
                isSelected: isSelected.has(id),
                isDim: lineage?.has(id) === false,
                box: boxOf(definition, catalogue, id),
                outer:
                    source.parentId === undefined
                        ? NO_FRAME
                        : boxOf(definition, catalogue, source.parentId)
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
    drop(): ReadonlyMap<string, Point> {
        const dropped = new Map(
            [...this.#dragged].map(([id, place]) => {
                const { box = NO_FRAME, outer = NO_FRAME } = this.#known.get(id) ?? {};
                const { x, y } = offset(box, outer);
                return [id, { x: place.x - x, y: place.y - y }] as const;
            })
        );
        this.#dragged.clear();
        return dropped;
    }

    #view(
        source: WorkflowNode,
        catalogue: Catalogue,
        look: Pick<Known, "isSelected" | "isDim" | "box" | "outer">
    ): Known {
        const { id } = source;
        const { isSelected, isDim, box, outer } = look;
        const measured = this.#measured.get(id);
        const dragged = this.#dragged.get(id);
        const known = this.#known.get(id);
        const isSame =
            known !== undefined &&
            isSamePlace(known.source, source) &&
            known.isSelected === isSelected &&
            known.isDim === isDim &&
            isSameBox(known.box, box) &&
            isSameCorner(known.outer, outer) &&
            known.measured === measured &&
            known.dragged === dragged;
        if (isSame) return known;
        const view = this.#drawn(source, factsOf(source, catalogue), {
            ...look,
            ...(measured === undefined ? {} : { measured }),
            ...(dragged === undefined ? {} : { dragged })
        });
        return { source, isSelected, isDim, measured, dragged, box, outer, view };
    }

    #drawn(
        source: WorkflowNode,
        facts: NodeFacts,
        look: Pick<Known, "isSelected" | "isDim" | "box" | "outer"> &
            Partial<Pick<Known, "measured" | "dragged">>
    ): CardNode {
        const { box, measured } = look;
        const by = offset(box, look.outer);
        return {
            id: source.id,
            type: viewTypeOf(facts),
            data: NO_DATA,
            position: look.dragged ?? {
                x: source.position.x + by.x,
                y: source.position.y + by.y
            },
            selected: look.isSelected,
            initialWidth: box.width,
            initialHeight: box.height,
            domAttributes: SILENT,
            ...classOf(source, look.isDim),
            ...(facts.isContainer
                ? { width: box.width, height: box.height, dragHandle: FRAME_HANDLE }
                : {}),
            ...(measured === undefined ? {} : { measured }),
            ...(facts.isAnnotation ? { zIndex: -1, connectable: false } : {}),
            ...(source.parentId === undefined ? {} : { parentId: source.parentId })
        };
    }
}

function viewTypeOf(facts: NodeFacts): "card" | "frame" | "note" {
    if (facts.isAnnotation) return "note";
    return facts.isContainer ? "frame" : "card";
}

/** A frame whose body begins left of it or above is drawn from there; its body stays where it is. */
function offset(box: Box, outer: Box): Point {
    return { x: box.x - outer.x, y: box.y - outer.y };
}

function isSameBox(one: Box, other: Box): boolean {
    return (
        one === other ||
        (isSameCorner(one, other) && one.width === other.width && one.height === other.height)
    );
}

function isSameCorner(one: Point, other: Point): boolean {
    return one.x === other.x && one.y === other.y;
}

function classOf(source: WorkflowNode, isDim: boolean): { className?: string } {
    const names = [...(isDim ? [DIM] : []), ...(source.parentId === undefined ? [] : [INSIDE])];
    return names.length === 0 ? {} : { className: names.join(" ") };
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
