import { useEffect } from "react";
import { useEditor, useExecution } from "../editor-context.ts";
import { failedNode } from "./failed-node.ts";
import { goCloser } from "./go-closer.ts";

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
        let later = 0;
        const frame = requestAnimationFrame(() => {
            later = requestAnimationFrame(() => goCloser(editor, failed));
        });
        return () => {
            cancelAnimationFrame(frame);
            cancelAnimationFrame(later);
        };
    }, [editor, failed]);
}
