import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { graphOf } from "../document/graph.ts";
import { bodyOf } from "../document/scope.ts";

export type Direction = "left" | "right" | "up" | "down";

/**
 * Where an arrow leads from a node: left and right follow edges, up and down go through those that
 * share a source or a target. Where there is none of these, to what lies in that direction.
 */
export function neighbour(
    definition: WorkflowDefinition,
    from: string | null,
    direction: Direction
): string | null {
    const node = from === null ? undefined : definition.nodes[from];
    if (node === undefined) return graphOf(definition).order[0] ?? null;
    return (
        alongEdges(definition, node, direction) ??
        overBorder(definition, node, direction) ??
        byPlace(definition, node, direction) ??
        node.parentId ??
        null
    );
}

function alongEdges(
    definition: WorkflowDefinition,
    node: WorkflowNode,
    direction: Direction
): string | null {
    const graph = graphOf(definition);
    if (direction === "right") {
        return highest(
            definition,
            graph.outOf(node.id).map((edge) => edge.target)
        );
    }
    if (direction === "left") {
        return highest(
            definition,
            graph.into(node.id).map((edge) => edge.source)
        );
    }
    const siblings = [
        ...graph.into(node.id).flatMap((edge) => graph.outOf(edge.source).map((e) => e.target)),
        ...graph.outOf(node.id).flatMap((edge) => graph.into(edge.target).map((e) => e.source))
    ];
    const inOrder = [...new Set([...siblings, node.id])].sort(byHeight(definition));
    const at = inOrder.indexOf(node.id);
    return inOrder[direction === "down" ? at + 1 : at - 1] ?? null;
}

/** Down from a frame is its first step, back from a first step the frame, on from a last what follows. */
function overBorder(
    definition: WorkflowDefinition,
    node: WorkflowNode,
    direction: Direction
): string | null {
    const graph = graphOf(definition);
    if (direction === "down") {
        const body = bodyOf(definition.nodes, node.id).map(({ id }) => id);
        const starts = body.filter((id) => graph.into(id).length === 0);
        return highest(definition, starts.length > 0 ? starts : body);
    }
    if (node.parentId === undefined || direction === "up") return null;
    if (direction === "left") return node.parentId;
    return highest(
        definition,
        graph.outOf(node.parentId).map((edge) => edge.target)
    );
}

function highest(definition: WorkflowDefinition, ids: readonly string[]): string | null {
    return ids.toSorted(byHeight(definition))[0] ?? null;
}

function byHeight(definition: WorkflowDefinition): (one: string, other: string) => number {
    const y = (id: string) => definition.nodes[id]?.position.y ?? 0;
    return (one, other) => y(one) - y(other);
}

/** The nearest within the quadrant; being off to the side counts double. */
function byPlace(
    definition: WorkflowDefinition,
    node: WorkflowNode,
    direction: Direction
): string | null {
    let best: string | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const other of Object.values(definition.nodes)) {
        if (other.id === node.id || other.parentId !== node.parentId) continue;
        const dx = other.position.x - node.position.x;
        const dy = other.position.y - node.position.y;
        const ahead =
            direction === "right"
                ? dx
                : direction === "left"
                  ? -dx
                  : direction === "down"
                    ? dy
                    : -dy;
        const aside = Math.abs(direction === "left" || direction === "right" ? dy : dx);
        if (ahead <= 0 || aside > ahead * 2) continue;
        const distance = ahead + aside * 2;
        if (distance < least) {
            least = distance;
            best = other.id;
        }
    }
    return best;
}
