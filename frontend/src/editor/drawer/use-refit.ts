import { useEffect, useRef } from "react";
import { showAll } from "../actions/arrange.ts";
import { useEditor } from "../editor-context.ts";

/**
 * A panel that opens takes room from the canvas: where everything was in sight before, it is again
 * afterwards. Who had gone closer stays where they are.
 */
export function useRefit(isOpen: boolean, taken: number): void {
    const editor = useEditor();
    const wasOpen = useRef(isOpen);
    useEffect(() => {
        if (wasOpen.current === isOpen) return undefined;
        wasOpen.current = isOpen;
        if (!isOpen) return undefined;
        const frame = requestAnimationFrame(() => {
            const flow = editor.flow.current;
            const pane = globalThis.document.querySelector(".react-flow");
            if (flow === null || pane === null) return;
            const { y, zoom } = flow.getViewport();
            const box = flow.getNodesBounds(flow.getNodes());
            const bottom = (box.y + box.height) * zoom + y;
            const wasInSight = bottom <= pane.clientHeight + taken;
            if (wasInSight) showAll(editor);
        });
        return () => cancelAnimationFrame(frame);
    }, [editor, isOpen, taken]);
}
