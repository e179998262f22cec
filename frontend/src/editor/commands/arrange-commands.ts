import { align, distribute } from "../actions/align.ts";
import { tidyUp } from "../actions/arrange.ts";
import { definitionOf } from "../actions/read.ts";
import type { Editor } from "../editor-context.ts";
import { canEdit } from "./build-commands.ts";
import type { Command } from "./command.ts";

function hasChosen(least: number): (editor: Editor) => boolean {
    return (editor) =>
        canEdit(editor) && editor.document.getState().selection.nodes.length >= least;
}

export const arrangeCommands: readonly Command[] = [
    {
        name: "tidy",
        group: "build",
        label: "editor.command.tidy",
        icon: "tidy",
        keys: ["Shift+T"],
        scope: "canvas",
        when: (editor) => canEdit(editor) && Object.keys(definitionOf(editor).nodes).length > 1,
        perform: tidyUp
    },
    {
        name: "align_left",
        group: "build",
        label: "editor.command.align_left",
        icon: "align-left",
        scope: "canvas",
        when: hasChosen(2),
        perform: (editor) => align(editor, "x")
    },
    {
        name: "align_top",
        group: "build",
        label: "editor.command.align_top",
        icon: "align-top",
        scope: "canvas",
        when: hasChosen(2),
        perform: (editor) => align(editor, "y")
    },
    {
        name: "distribute_x",
        group: "build",
        label: "editor.command.distribute_x",
        icon: "distribute-x",
        scope: "canvas",
        when: hasChosen(3),
        perform: (editor) => distribute(editor, "x")
    },
    {
        name: "distribute_y",
        group: "build",
        label: "editor.command.distribute_y",
        icon: "distribute-y",
        scope: "canvas",
        when: hasChosen(3),
        perform: (editor) => distribute(editor, "y")
    }
];
