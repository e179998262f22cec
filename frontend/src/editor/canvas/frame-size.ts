import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import type { Point, Size } from "../document/edits.ts";
import { graphOf, portOf } from "../document/graph.ts";
import { ERROR_PORT, factsOf } from "../document/node-facts.ts";
import { absoluteOf, around, bodyOf } from "../document/scope.ts";
import { CARD, FRAME, sizeOf } from "./card-size.ts";

/** What a node covers, measured from its own position. Only a frame begins elsewhere than at 0, 0. */
export interface Box extends Point, Size {}

const known = new WeakMap<object, WeakMap<object, Map<string, Box>>>();

/**
 * By the document alone. A container is as large as its body needs, to every side, and never smaller
 * than a header and a first step: a body written by hand or by a program may begin anywhere. Room for
 * the strips of an execution is there from the beginning, so a frame does not jump when one starts.
 */
export function boxOf(definition: WorkflowDefinition, catalogue: Catalogue, id: string): Box {
    const boxes = boxesOf(definition);
    const ready = boxes.get(id);
    if (ready !== undefined) return ready;
    const box = measure(definition, catalogue, id);
    boxes.set(id, box);
    return box;
}

function boxesOf(definition: WorkflowDefinition): Map<string, Box> {
    const byEdges = known.get(definition.nodes) ?? new WeakMap<object, Map<string, Box>>();
    known.set(definition.nodes, byEdges);
    const boxes = byEdges.get(definition.edges) ?? new Map<string, Box>();
    byEdges.set(definition.edges, boxes);
    return boxes;
}

function measure(definition: WorkflowDefinition, catalogue: Catalogue, id: string): Box {
    const node = definition.nodes[id];
    if (node === undefined) return { x: 0, y: 0, width: CARD.width, height: CARD.head };
    const facts = factsOf(node, catalogue);
    const hasError = hasErrorRow(definition, id);
    if (!facts.isContainer) {
        return { x: 0, y: 0, ...sizeOf(facts, { hasError, hasStrip: node.disabled === true }) };
    }
    // A frame around itself is no document of ours, but has to be drawn.
    const isKnot = around(definition.nodes, id).includes(id);
    const inner = isKnot
        ? []
        : bodyOf(definition.nodes, id).map(({ id: of, position }) => {
              const box = boxOf(definition, catalogue, of);
              return { ...box, x: position.x + box.x, y: position.y + box.y };
          });
    const left = Math.min(0, ...inner.map(({ x }) => x - FRAME.side));
    const top = Math.min(0, ...inner.map(({ y }) => y - FRAME.top));
    const { width, height } = FRAME.least;
    const right = Math.max(width, ...inner.map((box) => box.x + box.width + FRAME.side));
    const bottom = Math.max(height, ...inner.map((box) => box.y + box.height + FRAME.foot));
    return {
        x: Math.floor(left),
        y: Math.floor(top),
        width: Math.ceil(right) - Math.floor(left),
        height: Math.ceil(bottom) - Math.floor(top) + (hasError ? FRAME.portRow : 0)
    };
}

export function hasErrorRow(definition: WorkflowDefinition, id: string): boolean {
    if (definition.nodes[id]?.policy?.on_error === "branch") return true;
    return graphOf(definition)
        .outOf(id)
        .some((edge) => portOf(edge) === ERROR_PORT);
}

/** The innermost container at a place of the canvas, leaving out what is being moved. */
export function containerAt(
    definition: WorkflowDefinition,
    catalogue: Catalogue,
    place: Point,
    moving: ReadonlySet<string> = new Set()
): string | undefined {
    let found: string | undefined;
    let depth = -1;
    for (const node of Object.values(definition.nodes)) {
        if (!factsOf(node, catalogue).isContainer) continue;
        const outer = around(definition.nodes, node.id);
        if ([node.id, ...outer].some((id) => moving.has(id)) || outer.length <= depth) continue;
        const at = absoluteOf(definition.nodes, node.id);
        const box = boxOf(definition, catalogue, node.id);
        const dx = place.x - at.x - box.x;
        const dy = place.y - at.y - box.y;
        if (dx < 0 || dy < 0 || dx > box.width || dy > box.height) continue;
        found = node.id;
        depth = outer.length;
    }
    return found;
}
