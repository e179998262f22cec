import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import type { Point } from "./edits.ts";

/** Where nodes stand: at the top, or inside a container. Positions are relative to what is around. */
export type Nodes = WorkflowDefinition["nodes"];

/** A document that is no graph may name a parent twice; its nesting still ends. */
const DEEPEST = 64;

/** The containers around a node, from the inside out. */
export function around(nodes: Nodes, id: string): readonly string[] {
    const containers: string[] = [];
    let at = nodes[id]?.parentId;
    while (at !== undefined && containers.length < DEEPEST) {
        containers.push(at);
        at = nodes[at]?.parentId;
    }
    return containers;
}

/** On the canvas, not in the container. */
export function absoluteOf(nodes: Nodes, id: string): Point {
    const own = nodes[id]?.position ?? { x: 0, y: 0 };
    return around(nodes, id).reduce((point, parent) => {
        const { x, y } = nodes[parent]?.position ?? { x: 0, y: 0 };
        return { x: point.x + x, y: point.y + y };
    }, own);
}

/** A place of the canvas, as a node inside of `parent` is placed there. */
export function relativeTo(nodes: Nodes, parent: string | undefined, place: Point): Point {
    if (parent === undefined) return place;
    const { x, y } = absoluteOf(nodes, parent);
    return { x: place.x - x, y: place.y - y };
}

/** Without those that go along with a container among them. */
export function outermost(nodes: Nodes, ids: readonly string[]): readonly string[] {
    const chosen = new Set(ids);
    return ids.filter((id) => !around(nodes, id).some((parent) => chosen.has(parent)));
}

export function bodyOf(nodes: Nodes, container: string): readonly WorkflowNode[] {
    return Object.values(nodes).filter((node) => node.parentId === container);
}

/** In the given order, but what is inside a container comes right after it, deeper by one. */
export function nested(
    nodes: Nodes,
    order: readonly string[]
): readonly { readonly id: string; readonly depth: number }[] {
    const inside = new Map<string | undefined, string[]>();
    for (const id of order) {
        const parent = nodes[id]?.parentId;
        const known = parent !== undefined && nodes[parent] === undefined ? undefined : parent;
        inside.set(known, [...(inside.get(known) ?? []), id]);
    }
    const list: { id: string; depth: number }[] = [];
    const seen = new Set<string>();
    const open = (inside.get(undefined) ?? []).toReversed().map((id) => ({ id, depth: 0 }));
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (seen.has(next.id)) continue;
        seen.add(next.id);
        list.push(next);
        const depth = next.depth + 1;
        for (const id of (inside.get(next.id) ?? []).toReversed()) open.push({ id, depth });
    }
    return list;
}

/** Disabled by itself, or with a container around it. */
export function isOff(nodes: Nodes, id: string): boolean {
    return [id, ...around(nodes, id)].some((one) => nodes[one]?.disabled === true);
}
