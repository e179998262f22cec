import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import { CARD } from "../canvas/card-size.ts";
import type { Point } from "../document/edits.ts";
import type { Editor } from "../editor-context.ts";
import type { Picker } from "../ui-store.ts";
import { reveal } from "./arrange.ts";
import { portToLeave } from "./nodes.ts";
import { definitionOf, subjects } from "./read.ts";

type PickerPlace = { readonly screen: Point } & Pick<Picker, "place" | "inside">;

/** The node picker, at the pointer or beside the node the focus is on. */
export function openPicker(editor: Editor, at?: PickerPlace): void {
    const [source, more] = subjects(editor);
    if (at !== undefined) {
        const { screen, ...where } = at;
        editor.ui.setState({ picker: { at: screen, ...where } });
        return;
    }
    const port = source === undefined || more !== undefined ? null : portToLeave(editor, source);
    editor.ui.setState({
        picker: {
            at: besideNode(editor, source),
            ...(source === undefined || port === null ? {} : { from: { node: source, port } })
        }
    });
}

/** On the screen: right of a node, else near the middle of the canvas. */
export function besideNode(editor: Editor, id: string | undefined): Point {
    const node = id === undefined ? undefined : definitionOf(editor).nodes[id];
    const flow = editor.flow.current;
    if (node !== undefined && flow !== null) {
        const at = flow.getInternalNode(node.id)?.internals.positionAbsolute ?? node.position;
        return flow.flowToScreenPosition({ x: at.x + CARD.width + 16, y: at.y });
    }
    const pane = globalThis.document.querySelector(".react-flow")?.getBoundingClientRect();
    return pane === undefined
        ? { x: 200, y: 200 }
        : { x: pane.x + pane.width / 2 - 140, y: pane.y + Math.min(160, pane.height / 4) };
}

export function openConnector(editor: Editor): void {
    const [node] = subjects(editor);
    if (node === undefined) return;
    const port = portToLeave(editor, node);
    if (port !== null) editor.ui.setState({ connecting: { node, port } });
}

/** Selects the node, opens its form and puts the cursor into the field. */
export function openProblem(editor: Editor, problem: Problem): void {
    const id = problem.node_id;
    if (id === undefined || definitionOf(editor).nodes[id] === undefined) {
        editor.document.select({ nodes: [], edges: [] });
        editor.ui.setState({ isInspectorOpen: true });
        return;
    }
    const field = problem.field ?? "";
    editor.document.select({ nodes: [id], edges: [] });
    editor.ui.setState((ui) => ({
        isInspectorOpen: true,
        focused: id,
        inspectorTab: field.startsWith("policy") ? "reliability" : "config",
        field: { node: id, path: field, nonce: (ui.field?.nonce ?? 0) + 1 }
    }));
    requestAnimationFrame(() => reveal(editor, id));
}

export function openNextProblem(editor: Editor): void {
    const { list } = editor.problems.getState();
    const { field } = editor.ui.getState();
    const current = list.findIndex(
        (problem) => problem.node_id === field?.node && (problem.field ?? "") === field?.path
    );
    const next = list[(current + 1) % list.length];
    if (next !== undefined) openProblem(editor, next);
}
