import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import type { Outline } from "../../storage/repositories/workflow-list.repository.ts";

/** More would not be told apart on a card, and a page of lists has a hundred of them. */
const MAX_NODES = 120;
const MAX_EDGES = 240;

/** Enough to draw a definition as a miniature: where its nodes stand on the canvas, and their lines. */
export function outlineOf({ nodes, edges }: WorkflowDefinition): Outline {
    const shown = Object.values(nodes).slice(0, MAX_NODES);
    const ids = new Set(shown.map(({ id }) => id));
    return {
        nodes: shown.map((node) => ({
            id: node.id,
            type: node.type,
            ...place(node, nodes),
            ...(node.parentId !== undefined && ids.has(node.parentId)
                ? { parent: node.parentId }
                : {})
        })),
        edges: edges
            .filter(({ source, target }) => ids.has(source) && ids.has(target))
            .slice(0, MAX_EDGES)
            .map(({ source, target }) => ({ source, target }))
    };
}

/** A node inside a container stands relative to it. */
function place(
    node: WorkflowNode,
    nodes: WorkflowDefinition["nodes"]
): { readonly x: number; readonly y: number } {
    let { x, y } = node.position;
    const seen = new Set<string>();
    for (let parent = parentOf(node, nodes); parent; parent = parentOf(parent, nodes)) {
        if (seen.has(parent.id)) break;
        seen.add(parent.id);
        x += parent.position.x;
        y += parent.position.y;
    }
    return { x: Math.round(x), y: Math.round(y) };
}

function parentOf(
    { parentId }: WorkflowNode,
    nodes: WorkflowDefinition["nodes"]
): WorkflowNode | undefined {
    return parentId !== undefined && Object.hasOwn(nodes, parentId) ? nodes[parentId] : undefined;
}
