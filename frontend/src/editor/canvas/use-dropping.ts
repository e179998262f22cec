import { useMemo } from "react";
import type { DragEvent } from "react";
import { add } from "../actions/nodes.ts";
import { useEditor } from "../editor-context.ts";
import type { Editor } from "../editor-context.ts";
import { definitionOf } from "../actions/read.ts";
import { edgeAt } from "./edge-at.ts";
import { containerAt } from "./frame-size.ts";

/** What a palette item carries while it is dragged. */
export const DRAGGED_TYPE = "application/x-flowmaestro-node";

/** Dropping a node from the palette: on empty ground it lands there, on an edge it is put into it. */
export function useDropping() {
    const editor = useEditor();
    return useMemo(
        () => ({
            onDragOver: (event: DragEvent) => {
                if (!event.dataTransfer.types.includes(DRAGGED_TYPE)) return;
                event.preventDefault();
                event.dataTransfer.dropEffect = "copy";
                const dropEdge = edgeAt(event);
                const dropFrame = dropEdge === null ? frameAt(editor, event) : null;
                const ui = editor.ui.getState();
                if (ui.dropEdge !== dropEdge || ui.dropFrame !== dropFrame) {
                    editor.ui.setState({ dropEdge, dropFrame });
                }
            },
            onDragLeave: () => editor.ui.setState({ dropEdge: null, dropFrame: null }),
            onDrop: (event: DragEvent) => {
                const type = event.dataTransfer.getData(DRAGGED_TYPE);
                const flow = editor.flow.current;
                if (type === "" || flow === null) return;
                event.preventDefault();
                const edge = edgeAt(event);
                editor.ui.setState({ dropEdge: null, dropFrame: null });
                const place = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
                add(editor, { type, place, ...(edge === null ? {} : { edge }) });
            }
        }),
        [editor]
    );
}

function frameAt(editor: Editor, { clientX: x, clientY: y }: DragEvent): string | null {
    const place = editor.flow.current?.screenToFlowPosition({ x, y }, { snapToGrid: false });
    if (place === undefined) return null;
    return containerAt(definitionOf(editor), editor.catalogue, place) ?? null;
}
