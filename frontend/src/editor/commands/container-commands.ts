import { containersFor, moveOut } from "../actions/containers.ts";
import { groupable, groupIntoLoop, containerType } from "../actions/group.ts";
import { openPicker, besideNode } from "../actions/open.ts";
import { factsFor, nodeOf, subjects } from "../actions/read.ts";
import type { Editor } from "../editor-context.ts";
import { canEdit } from "./build-commands.ts";
import type { Command } from "./command.ts";

function isContainer(editor: Editor): boolean {
    const [only, more] = subjects(editor);
    return more === undefined && only !== undefined && factsFor(editor, only)?.isContainer === true;
}

/** Into containers and out of them without a pointer. */
export const containerCommands: readonly Command[] = [
    {
        name: "group_loop",
        group: "build",
        label: "editor.command.group_loop",
        icon: "loop",
        keys: ["Shift+G"],
        scope: "canvas",
        when: (editor) =>
            canEdit(editor) && containerType(editor) !== undefined && groupable(editor).length > 0,
        perform: (editor) => void groupIntoLoop(editor)
    },
    {
        name: "move_into",
        group: "build",
        label: "editor.command.move_into",
        icon: "sign-in",
        keys: ["Shift+I"],
        scope: "canvas",
        when: (editor) => canEdit(editor) && containersFor(editor).length > 0,
        perform: (editor) => editor.ui.setState({ isMoving: true })
    },
    {
        name: "move_out",
        group: "build",
        label: "editor.command.move_out",
        icon: "sign-out",
        keys: ["Shift+O"],
        scope: "canvas",
        when: (editor) =>
            canEdit(editor) && nodeOf(editor, subjects(editor)[0] ?? "")?.parentId !== undefined,
        perform: moveOut
    },
    {
        name: "add_inside",
        group: "build",
        label: "editor.command.add_inside",
        icon: "plus",
        keys: ["Shift+A"],
        scope: "canvas",
        when: (editor) => canEdit(editor) && isContainer(editor),
        perform: (editor) => {
            const [id] = subjects(editor);
            if (id === undefined) return;
            openPicker(editor, { screen: besideNode(editor, id), inside: id });
        }
    }
];
