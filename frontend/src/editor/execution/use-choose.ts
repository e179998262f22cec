import { useCallback } from "react";
import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import { useDocument, useEditor } from "../editor-context.ts";
import { goCloser } from "./go-closer.ts";

/** The one selection that canvas, timeline, logs and details share: the only node of it, or none. */
export function useChosenNode(): string | null {
    return useDocument(({ selection }) => {
        const [only, more] = selection.nodes;
        return only === undefined || more !== undefined ? null : only;
    });
}

/** Chooses a node from beside the canvas: it comes into sight there, the focus stays here. */
export function useChoose(): (node: string | null) => void {
    const editor = useEditor();
    return useCallback(
        (node) => {
            editor.document.select({ nodes: node === null ? [] : [node], edges: [] });
            if (node === null) return;
            editor.ui.setState({ focused: node, isInspectorOpen: true });
            goCloser(editor, node);
        },
        [editor]
    );
}

/** As `useChoose`, for one instance: the loops around it turn to it. */
export function useChooseInstance(): (instance: string) => void {
    const { execution } = useEditor();
    const choose = useChoose();
    return useCallback(
        (instance) => {
            execution.showInstance(instance);
            choose(nodeOf(instance));
        },
        [execution, choose]
    );
}
