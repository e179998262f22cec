import { useEffect } from "react";
import { motion } from "../actions/arrange.ts";
import { nodeSize } from "../actions/nodes.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import type { Editor } from "../editor-context.ts";
import { failedNode } from "./failed-node.ts";

/** Cards are read from here on. */
const LEGIBLE = 0.62;
const CLOSE = 0.85;

/** Whoever opens a failed execution looks for the step that failed: it is chosen and in sight. */
export function useFailureFirst(): void {
    const editor = useEditor();
    const failed = useExecution(({ fold, version: _version }) => failedNode(fold));
    useEffect(() => {
        const { nodes } = editor.document.getState().selection;
        if (failed === null || nodes.length > 0) return undefined;
        editor.document.select({ nodes: [failed], edges: [] });
        editor.ui.setState({ focused: failed });
        // The canvas fits the whole graph first; a graph too wide to be read that way is gone closer to.
        const frame = requestAnimationFrame(() => {
            later = requestAnimationFrame(() => goCloser(editor, failed));
        });
        let later = 0;
        return () => {
            cancelAnimationFrame(frame);
            cancelAnimationFrame(later);
        };
    }, [editor, failed]);
}

function goCloser(editor: Editor, node: string): void {
    const flow = editor.flow.current;
    const found = flow?.getInternalNode(node);
    if (flow === null || found === undefined || flow.getZoom() >= LEGIBLE) return;
    const { x, y } = found.internals.positionAbsolute;
    const size = nodeSize(editor, node);
    void flow.setCenter(x + size.width / 2, y + size.height / 2, {
        zoom: CLOSE,
        duration: motion(240)
    });
}
