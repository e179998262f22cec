import { useStoreApi } from "@xyflow/react";
import type { Viewport } from "@xyflow/react";
import { useMemo } from "react";
import type { FocusEvent, MouseEvent } from "react";
import { openPicker } from "../actions/open.ts";
import { DEFAULT_PORT } from "../document/graph.ts";
import { useEditor } from "../editor-context.ts";
import type { Editor } from "../editor-context.ts";
import { FAR, TINY } from "./card-size.ts";
import { finishClick } from "./use-connecting.ts";
import type { CardNode, FlowEdge } from "./view-types.ts";

/** Clicks, double clicks, menus and the far view. */
export function usePointing() {
    const editor = useEditor();
    const flow = useStoreApi();
    return useMemo(() => {
        const clickStart = () => {
            const start = flow.getState().connectionClickStartHandle;
            flow.setState({ connectionClickStartHandle: null });
            return start === null ? null : { node: start.nodeId, port: start.id ?? DEFAULT_PORT };
        };
        return {
            onFocus: (event: FocusEvent<HTMLElement>) => followFocus(editor, event),
            onDoubleClick: (event: MouseEvent) => doubleClick(editor, event),
            flow: {
                onNodeClick: (event: MouseEvent, node: CardNode) => {
                    if (isPort(event.target)) return;
                    const start = clickStart();
                    if (start !== null) finishClick(editor, start, hit(event, node.id));
                    else if (!hasModifier(event)) chooseOnly(editor, node.id);
                },
                onPaneClick: (event: MouseEvent) => {
                    editor.ui.setState({ refusal: null, picker: null, menu: null });
                    const start = clickStart();
                    if (start !== null) finishClick(editor, start, hit(event, null));
                },
                onNodeContextMenu: (event: MouseEvent, node: CardNode) => {
                    event.preventDefault();
                    const { nodes } = editor.document.getState().selection;
                    if (!nodes.includes(node.id)) {
                        editor.document.select({ nodes: [node.id], edges: [] });
                    }
                    editor.ui.setState({ menu: { at: at(event), node: node.id } });
                },
                onEdgeContextMenu: (event: MouseEvent, edge: FlowEdge) => {
                    event.preventDefault();
                    editor.document.select({ nodes: [], edges: [edge.id] });
                    editor.ui.setState({ menu: { at: at(event), node: null } });
                },
                onPaneContextMenu: (event: MouseEvent | globalThis.MouseEvent) => {
                    event.preventDefault();
                    editor.ui.setState({ menu: { at: at(event), node: null } });
                },
                onMove: (_event: unknown, { zoom }: Viewport) => {
                    const isFar = zoom < FAR;
                    const isTiny = zoom < TINY;
                    const now = editor.ui.getState();
                    if (now.isFar !== isFar || now.isTiny !== isTiny) {
                        editor.ui.setState({ isFar, isTiny });
                    }
                }
            }
        };
    }, [editor, flow]);
}

function hit(event: MouseEvent, node: string | null) {
    return { clientX: event.clientX, clientY: event.clientY, hit: node };
}

function at(event: { readonly clientX: number; readonly clientY: number }) {
    return { x: event.clientX, y: event.clientY };
}

function hasModifier({ shiftKey, ctrlKey, metaKey }: MouseEvent): boolean {
    return shiftKey || ctrlKey || metaKey;
}

/** A click into a choice of several chooses the one; a drag moves them all and is no click. */
function chooseOnly(editor: Editor, id: string): void {
    const { nodes } = editor.document.getState().selection;
    if (nodes.length < 2 || !nodes.includes(id)) return;
    editor.document.select({ nodes: [id], edges: [] });
    editor.ui.setState({ focused: id, isInspectorOpen: true });
}

function isPort(target: EventTarget): boolean {
    return target instanceof Element && target.closest(".fm-port") !== null;
}

/** The card that was focused is the one that Tab comes back to. */
function followFocus(editor: Editor, event: FocusEvent<HTMLElement>): void {
    const id = event.target.closest<HTMLElement>("[data-node]")?.dataset["node"];
    if (id !== undefined && editor.ui.getState().focused !== id) {
        editor.ui.setState({ focused: id });
    }
}

function doubleClick(editor: Editor, event: MouseEvent): void {
    const { target } = event;
    if (!(target instanceof Element) || editor.document.getState().readOnly) return;
    const title = target.closest<HTMLElement>("[data-title]")?.dataset["title"];
    if (title !== undefined) {
        editor.ui.setState({ renaming: title });
        return;
    }
    if (!target.classList.contains("react-flow__pane")) return;
    const screen = at(event);
    const place = editor.flow.current?.screenToFlowPosition(screen);
    if (place !== undefined) openPicker(editor, { screen, place });
}
