import { useEffect, useRef } from "react";
import { FIT } from "../actions/arrange.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import type { Editor } from "../editor-context.ts";
import { failedNode } from "./failed-node.ts";
import { goCloser } from "./go-closer.ts";

/**
 * What is seen first: the whole graph with its states, or where something failed and nobody handled it
 * that step, chosen and near enough to be read. Afterwards the view is the reader's own.
 */
export function useFirstLook(): void {
    const editor = useEditor();
    const hasFacts = useExecution(({ frames, version }) => version > 0 && frames.length > 0);
    const failed = useExecution(({ fold, version: _version }) => failedNode(fold));

    const hasLooked = useRef(false);

    useEffect(() => {
        if (!hasFacts) return undefined;
        return afterPaint(() => {
            hasLooked.current = true;
            void look(editor);
        });
    }, [editor, hasFacts]);

    useEffect(() => {
        const { nodes } = editor.document.getState().selection;
        if (failed === null || nodes.length > 0) return undefined;
        choose(editor, failed);
        // It failed while somebody watched: the first look was long ago.
        return hasLooked.current ? afterPaint(() => goCloser(editor, failed)) : undefined;
    }, [editor, failed]);
}

/** Cards have grown by their states since the canvas fitted them. */
async function look(editor: Editor): Promise<void> {
    await editor.flow.current?.fitView(FIT);
    const failed = failedNode(editor.execution.present());
    if (failed !== null) goCloser(editor, failed);
}

function choose(editor: Editor, node: string): void {
    editor.document.select({ nodes: [node], edges: [] });
    editor.ui.setState({ focused: node });
}

/** Once the cards stand as they will. */
function afterPaint(act: () => void): () => void {
    let later = 0;
    const first = requestAnimationFrame(() => {
        later = requestAnimationFrame(act);
    });
    return () => {
        cancelAnimationFrame(first);
        cancelAnimationFrame(later);
    };
}
