import { motion, reveal } from "../actions/arrange.ts";
import { nodeSize } from "../actions/read.ts";
import type { Editor } from "../editor-context.ts";

/** Cards are read from here on. */
const LEGIBLE = 0.6;
const CLOSE = 0.85;

/** Brings a node into sight, and close enough to be read: from afar all cards look the same. */
export function goCloser(editor: Editor, node: string): void {
    const flow = editor.flow.current;
    const found = flow?.getInternalNode(node);
    if (flow === null || found === undefined) return;
    if (flow.getZoom() >= LEGIBLE) {
        reveal(editor, node);
        return;
    }
    const { x, y } = found.internals.positionAbsolute;
    const size = nodeSize(editor, node);
    void flow.setCenter(x + size.width / 2, y + size.height / 2, {
        zoom: CLOSE,
        duration: motion(240)
    });
}
