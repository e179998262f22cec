import { selectAround } from "../actions/arrange.ts";
import { focusNode, openMenuAtFocus, stepOut } from "../actions/focus.ts";
import { neighbour } from "../canvas/neighbour.ts";
import { definitionOf, subjects } from "../actions/read.ts";
import type { Editor } from "../editor-context.ts";
import { canEdit, hasNode } from "./build-commands.ts";
import type { Command } from "./command.ts";
import { arrows } from "./edit-commands.ts";

const DIRECTIONS = {
    ArrowLeft: "left",
    ArrowRight: "right",
    ArrowUp: "up",
    ArrowDown: "down"
} as const;

function isArrow(key: string): key is keyof typeof DIRECTIONS {
    return Object.hasOwn(DIRECTIONS, key);
}

function walk(editor: Editor, key = ""): void {
    if (!isArrow(key)) return;
    const { focused } = editor.ui.getState();
    const next = neighbour(definitionOf(editor), focused, DIRECTIONS[key]);
    if (next !== null) focusNode(editor, next);
}

function toggleSelected(editor: Editor): void {
    const { focused } = editor.ui.getState();
    if (focused === null) return;
    const { nodes } = editor.document.getState().selection;
    const isSelected = nodes.includes(focused);
    editor.document.select({
        nodes: isSelected ? nodes.filter((id) => id !== focused) : [...nodes, focused]
    });
}

export const selectCommands: readonly Command[] = [
    {
        name: "walk",
        group: "select",
        label: "editor.command.walk",
        keys: arrows(""),
        scope: "canvas",
        perform: walk
    },
    {
        name: "select",
        group: "select",
        label: "editor.command.select",
        keys: ["Space"],
        scope: "canvas",
        perform: toggleSelected
    },
    {
        name: "open",
        group: "select",
        label: "editor.command.open",
        icon: "sliders",
        keys: ["Enter"],
        scope: "canvas",
        when: (editor) => subjects(editor).length === 1,
        perform: (editor) => {
            const [id] = subjects(editor);
            if (id === undefined) return;
            editor.document.select({ nodes: [id], edges: [] });
            editor.ui.setState(({ field }) => ({
                isInspectorOpen: true,
                inspectorTab: "config",
                field: { node: id, path: "", nonce: (field?.nonce ?? 0) + 1 }
            }));
        }
    },
    {
        name: "select_all",
        group: "select",
        label: "editor.command.select_all",
        icon: "grid",
        keys: ["Mod+A"],
        scope: "canvas",
        perform: (editor) => selectAround(editor, "all")
    },
    {
        name: "select_upstream",
        group: "select",
        label: "editor.command.select_upstream",
        icon: "prev",
        scope: "canvas",
        when: hasNode,
        perform: (editor) => selectAround(editor, "upstream")
    },
    {
        name: "select_downstream",
        group: "select",
        label: "editor.command.select_downstream",
        icon: "next",
        scope: "canvas",
        when: hasNode,
        perform: (editor) => selectAround(editor, "downstream")
    },
    {
        name: "menu",
        group: "select",
        label: "editor.command.menu",
        keys: ["Shift+F10", "ContextMenu"],
        scope: "canvas",
        when: (editor) => canEdit(editor) && editor.ui.getState().focused !== null,
        perform: openMenuAtFocus
    },
    {
        name: "step_out",
        group: "select",
        label: "editor.command.step_out",
        keys: ["Escape"],
        scope: "page",
        inFields: true,
        perform: stepOut
    }
];
