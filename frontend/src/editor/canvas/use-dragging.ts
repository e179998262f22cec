import { useMemo } from "react";
import { move } from "../actions/arrange.ts";
import { canSplice, spliceMoved } from "../actions/splice.ts";
import { useEditor } from "../editor-context.ts";
import type { Editor } from "../editor-context.ts";
import { edgeAt } from "./edge-at.ts";
import type { NodeViews } from "./node-views.ts";
import type { CardNode } from "./view-types.ts";

/** Moving cards: what they would be dropped into shows meanwhile, the document learns it at the end. */
export function useDragging(views: NodeViews, look: () => void) {
    const editor = useEditor();
    return useMemo(() => {
        const onNodeDragStop = (event: { readonly altKey: boolean }) => {
            drop(editor, views, event.altKey);
            look();
        };
        return {
            onNodeDrag: (
                event: MouseEvent | TouchEvent,
                node: CardNode,
                all: readonly CardNode[]
            ) => {
                const point = "touches" in event ? event.touches[0] : event;
                const isFit = all.length === 1 && point !== undefined && canSplice(editor, node.id);
                const dropEdge = isFit ? edgeAt(point) : null;
                if (editor.ui.getState().dropEdge !== dropEdge) editor.ui.setState({ dropEdge });
            },
            onNodeDragStop,
            onSelectionDragStop: onNodeDragStop
        };
    }, [editor, views, look]);
}

function drop(editor: Editor, views: NodeViews, isFree: boolean): void {
    const dropped = views.drop();
    const edge = editor.ui.getState().dropEdge;
    const [first] = dropped;
    editor.ui.setState({ dropEdge: null });
    if (edge !== null && first !== undefined) {
        spliceMoved(editor, { node: first[0], place: first[1], edge });
    } else if (dropped.size > 0) move(editor, dropped, { isFree });
}
