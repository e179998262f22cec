import { motion } from "../actions/arrange.ts";
import { CARD } from "../canvas/card-size.ts";
import type { Editor } from "../editor-context.ts";

/** Cards are read from here on. */
const LEGIBLE = 0.6;
const CLOSE = 0.85;
/** What floats over the canvas must not hide what is shown. */
const EDGE = { top: 56, side: 24, bottom: 72 };

/** Brings a node into sight, and close enough to be read: from afar all cards look the same. */
export function goCloser(editor: Editor, node: string): void {
    const flow = editor.flow.current;
    const found = flow?.getInternalNode(node);
    const pane = document.querySelector(".react-flow")?.getBoundingClientRect();
    if (flow === null || found === undefined || pane === undefined) return;
    const { zoom, x, y } = flow.getViewport();
    const at = found.internals.positionAbsolute;
    const { width = CARD.width, height = CARD.head } = found.measured;
    const left = at.x * zoom + x;
    const top = at.y * zoom + y;
    const isInSight =
        left >= EDGE.side &&
        top >= EDGE.top &&
        left + width * zoom <= pane.width - EDGE.side &&
        top + height * zoom <= pane.height - EDGE.bottom;
    if (zoom >= LEGIBLE && isInSight) return;
    void flow.setCenter(at.x + width / 2, at.y + height / 2, {
        zoom: zoom >= LEGIBLE ? zoom : CLOSE,
        duration: motion(240)
    });
}
