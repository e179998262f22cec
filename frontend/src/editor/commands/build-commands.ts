import { add, removeSelection } from "../actions/nodes.ts";
import { toggleDisabled } from "../actions/properties.ts";
import { openConnector, openPicker } from "../actions/open.ts";
import { subjects } from "../actions/read.ts";
import type { Editor } from "../editor-context.ts";
import type { Command } from "./command.ts";

export function canEdit(editor: Editor): boolean {
    return !editor.document.getState().readOnly;
}

export function hasNode(editor: Editor): boolean {
    return subjects(editor).length > 0;
}

export const buildCommands: readonly Command[] = [
    {
        name: "add",
        group: "build",
        label: "editor.command.add",
        icon: "plus",
        keys: ["Tab", "/"],
        scope: "canvas",
        when: canEdit,
        perform: (editor) => openPicker(editor)
    },
    {
        name: "connect",
        group: "build",
        label: "editor.command.connect",
        icon: "link",
        keys: ["C"],
        scope: "canvas",
        when: (editor) => canEdit(editor) && subjects(editor).length === 1,
        perform: (editor) => openConnector(editor)
    },
    {
        name: "rename",
        group: "build",
        label: "editor.command.rename",
        icon: "pencil",
        keys: ["F2"],
        scope: "canvas",
        when: (editor) => canEdit(editor) && subjects(editor).length === 1,
        perform: (editor) => editor.ui.setState({ renaming: subjects(editor)[0] ?? null })
    },
    {
        name: "disable",
        group: "build",
        label: "editor.command.disable",
        icon: "ban",
        keys: ["D"],
        scope: "canvas",
        when: (editor) => canEdit(editor) && hasNode(editor),
        perform: (editor) => toggleDisabled(editor, subjects(editor))
    },
    {
        name: "delete",
        group: "build",
        label: "editor.command.delete",
        icon: "trash",
        keys: ["Delete", "Backspace"],
        scope: "canvas",
        danger: true,
        when: (editor) =>
            canEdit(editor) &&
            (hasNode(editor) || editor.document.getState().selection.edges.length > 0),
        perform: (editor) => {
            const { edges } = editor.document.getState().selection;
            if (edges.length === 0) editor.document.select({ nodes: subjects(editor) });
            removeSelection(editor);
        }
    },
    {
        name: "note",
        group: "build",
        label: "editor.command.note",
        icon: "note",
        keys: ["N"],
        scope: "canvas",
        when: (editor) => canEdit(editor) && editor.catalogue.get("note") !== undefined,
        perform: (editor) => void add(editor, { type: "note" })
    }
];
