import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { boxOf } from "../canvas/frame-size.ts";
import type { Box } from "../canvas/frame-size.ts";
import { applyChanges } from "../document/content.ts";
import type { Change } from "../document/content.ts";
import { snapped } from "../document/edits.ts";
import type { Point } from "../document/edits.ts";
import { factsOf } from "../document/node-facts.ts";
import { around } from "../document/scope.ts";
import type { Editor } from "../editor-context.ts";

const CLEAR = 16;

/** The changes, and those that make room for the frames they let grow. */
export function settled(editor: Editor, changes: readonly Change[]): readonly Change[] {
    const { content } = editor.document.getState();
    const after = applyChanges(content, changes).definition;
    return [...changes, ...roomAround(content.definition, after, editor.catalogue)];
}

/**
 * A frame that grew over what stood beside or below it pushes all of that side away by as much: the
 * distances people chose stay. From the inside out, since what grows inside makes its own frame grow.
 */
export function roomAround(
    before: WorkflowDefinition,
    after: WorkflowDefinition,
    catalogue: Catalogue
): Change[] {
    let drafted = after;
    const containers = Object.values(after.nodes)
        .filter((node) => factsOf(node, catalogue).isContainer && before.nodes[node.id])
        .sort((a, b) => around(after.nodes, b.id).length - around(after.nodes, a.id).length);
    for (const { id } of containers) {
        const was = boxOf(before, catalogue, id);
        const is = boxOf(drafted, catalogue, id);
        for (const side of ["x", "y"] as const) {
            drafted = pushed(drafted, catalogue, { id, was, is, side });
        }
    }
    const order = Object.keys(after.nodes);
    return order.flatMap((id, at): Change[] => {
        const from = after.nodes[id];
        const to = drafted.nodes[id];
        if (from === undefined || to === undefined || from === to) return [];
        return [{ kind: "node", at, before: from, after: to }];
    });
}

interface Growth {
    readonly id: string;
    readonly was: Box;
    readonly is: Box;
    readonly side: "x" | "y";
}

const LENGTH = { x: "width", y: "height" } as const;
const ACROSS = { x: "y", y: "x" } as const;

function pushed(
    definition: WorkflowDefinition,
    catalogue: Catalogue,
    { id, was, is, side }: Growth
): WorkflowDefinition {
    const frame = definition.nodes[id];
    const length = LENGTH[side];
    const across = ACROSS[side];
    const by = is[side] + is[length] - was[side] - was[length];
    if (frame === undefined || by <= 0) return definition;
    const oldEnd = frame.position[side] + was[side] + was[length];
    const newEnd = oldEnd + by;
    const start = frame.position[across] + is[across];
    const end = start + is[LENGTH[across]];
    const beyond = Object.values(definition.nodes).filter((node) => {
        if (node.id === id || node.parentId !== frame.parentId) return false;
        return node.position[side] + boxOf(definition, catalogue, node.id)[side] >= oldEnd;
    });
    const isCovered = beyond.some((node) => {
        const box = boxOf(definition, catalogue, node.id);
        const from = node.position[across] + box[across];
        return (
            node.position[side] + box[side] < newEnd + CLEAR &&
            from < end + CLEAR &&
            start < from + box[LENGTH[across]] + CLEAR
        );
    });
    if (!isCovered) return definition;
    const moved = beyond.map((node) => [node.id, shifted(node, side, by)] as const);
    return { ...definition, nodes: { ...definition.nodes, ...Object.fromEntries(moved) } };
}

function shifted(node: WorkflowNode, side: "x" | "y", by: number): WorkflowNode {
    const { x, y } = node.position;
    const place: Point = { x, y, [side]: node.position[side] + by };
    return { ...node, position: { ...snapped(place) } };
}
