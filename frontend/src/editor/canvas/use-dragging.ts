import { useMemo } from "react";
import { dropNodes, dropTarget } from "../actions/containers.ts";
import { canSplice, spliceMoved } from "../actions/splice.ts";
import { useEditor } from "../editor-context.ts";
import type { Point } from "../document/edits.ts";
import type { Editor } from "../editor-context.ts";
import { edgeAt } from "./edge-at.ts";
import type { NodeViews } from "./node-views.ts";
import type { CardNode } from "./view-types.ts";

/** Moving cards: what they would be dropped into shows meanwhile, the document learns it at the end. */
export function useDragging(views: NodeViews, look: () => void) {
    const editor = useEditor();
    return useMemo(() => {
        const onNodeDragStop = (event: DragEvent) => {
            drop(editor, views, event);
            look();
        };
        return {
            onNodeDrag: (event: DragEvent, node: CardNode, all: readonly CardNode[]) => {
                const point = pointOf(event);
                const isFit = all.length === 1 && point !== null && canSplice(editor, node.id);
                const dropEdge = isFit ? edgeAt(point) : null;
                const ids = all.map(({ id }) => id);
                const target = dropTarget(editor, ids, placeOf(editor, event)) ?? null;
                // Its own frame does not light up: nothing would change.
                const dropFrame = target === (node.parentId ?? null) ? null : target;
                const ui = editor.ui.getState();
                if (ui.dropEdge !== dropEdge || ui.dropFrame !== dropFrame) {
                    editor.ui.setState({ dropEdge, dropFrame });
                }
            },
            onNodeDragStop,
            onSelectionDragStop: onNodeDragStop
        };
    }, [editor, views, look]);
}

type Pointer = { readonly clientX: number; readonly clientY: number };
type DragEvent = (Pointer | { readonly changedTouches: { readonly [at: number]: Pointer } }) & {
    readonly altKey: boolean;
};

function pointOf(event: DragEvent): Pointer | null {
    const point = "changedTouches" in event ? event.changedTouches[0] : event;
    return point ?? null;
}

/** Where the pointer is on the canvas. */
function placeOf(editor: Editor, event: DragEvent): Point | null {
    const point = pointOf(event);
    const flow = editor.flow.current;
    if (point === null || flow === null) return null;
    return flow.screenToFlowPosition({ x: point.clientX, y: point.clientY }, { snapToGrid: false });
}

function drop(editor: Editor, views: NodeViews, event: DragEvent): void {
    const dropped = views.drop();
    const edge = editor.ui.getState().dropEdge;
    const [first] = dropped;
    editor.ui.setState({ dropEdge: null, dropFrame: null });
    if (edge !== null && first !== undefined) {
        spliceMoved(editor, { node: first[0], place: first[1], edge });
    } else if (dropped.size > 0) {
        dropNodes(editor, dropped, { pointer: placeOf(editor, event), isFree: event.altKey });
    }
}
