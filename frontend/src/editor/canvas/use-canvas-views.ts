import type { EdgeChange, NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useReducer, useState } from "react";
import { lineageOf } from "../actions/arrange.ts";
import { useDocument, useEditor, useUi } from "../editor-context.ts";
import type { Editor } from "../editor-context.ts";
import { EdgeViews } from "./edge-views.ts";
import { NodeViews } from "./node-views.ts";
import { useDragging } from "./use-dragging.ts";
import type { CardNode, FlowEdge } from "./view-types.ts";

/** What React Flow draws, and what it reports back: sizes, selection, and where a drag ended. */
export function useCanvasViews() {
    const editor = useEditor();
    const { catalogue } = editor;
    const definition = useDocument((state) => state.content.definition);
    const selection = useDocument((state) => state.selection);
    const [nodeViews] = useState(() => new NodeViews());
    const [edgeViews] = useState(() => new EdgeViews());
    const showsLineage = useUi((ui) => ui.showsLineage);
    const [seen, look] = useReducer((count: number) => count + 1, 0);

    const lineage = useMemo(
        () => (showsLineage ? lineageOf(definition, selection.nodes) : null),
        [showsLineage, definition, selection.nodes]
    );
    const nodes = useMemo(
        () => nodeViews.derive(definition, catalogue, selection.nodes, lineage),
        // `seen` stands for what React Flow measured and drags, kept inside the views.
        // oxlint-disable-next-line react/exhaustive-deps
        [nodeViews, definition, catalogue, selection.nodes, lineage, seen]
    );
    const edges = useMemo(
        () => edgeViews.derive(definition, catalogue, selection.edges, lineage),
        [edgeViews, definition, catalogue, selection.edges, lineage]
    );

    const onNodesChange = useCallback(
        (changes: NodeChange<CardNode>[]) => {
            selectNodes(editor, changes);
            if (nodeViews.apply(changes)) look();
        },
        [editor, nodeViews]
    );
    const onEdgesChange = useCallback(
        (changes: EdgeChange<FlowEdge>[]) => {
            const { selection: before } = editor.document.getState();
            const next = selected(before.edges, changes);
            if (next !== null) editor.document.select({ edges: next });
        },
        [editor]
    );
    const dragging = useDragging(nodeViews, look);

    return {
        nodes,
        edges,
        onNodesChange,
        onEdgesChange,
        ...dragging
    };
}

function selectNodes(editor: Editor, changes: readonly NodeChange<CardNode>[]): void {
    const { selection } = editor.document.getState();
    const next = selected(selection.nodes, changes);
    if (next === null) return;
    editor.document.select({ nodes: next });
    const [only, more] = next;
    // Opening a form over the canvas is for a choice of one, not for a marquee.
    if (only !== undefined && more === undefined) {
        editor.ui.setState({ focused: only, isInspectorOpen: true });
    }
}

function selected(
    before: readonly string[],
    changes: readonly (NodeChange<CardNode> | EdgeChange<FlowEdge>)[]
): readonly string[] | null {
    const next = new Set(before);
    let isChanged = false;
    for (const change of changes) {
        if (change.type !== "select") continue;
        isChanged = true;
        if (change.selected) next.add(change.id);
        else next.delete(change.id);
    }
    return isChanged ? [...next] : null;
}
