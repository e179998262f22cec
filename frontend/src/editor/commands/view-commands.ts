import { fit, motion, toggleLineage } from "../actions/arrange.ts";
import { nextRegion } from "../actions/focus.ts";
import { openNextProblem } from "../actions/open.ts";
import type { Command } from "./command.ts";

export const viewCommands: readonly Command[] = [
    {
        name: "fit",
        group: "view",
        label: "editor.command.fit",
        icon: "fit",
        keys: ["1"],
        scope: "canvas",
        perform: (editor) => fit(editor)
    },
    {
        name: "zoom_full",
        group: "view",
        label: "editor.command.zoom_full",
        keys: ["0"],
        scope: "canvas",
        perform: (editor) => void editor.flow.current?.zoomTo(1, { duration: motion(180) })
    },
    {
        name: "zoom_selection",
        group: "view",
        label: "editor.command.zoom_selection",
        keys: ["2"],
        scope: "canvas",
        when: (editor) => editor.document.getState().selection.nodes.length > 0,
        perform: (editor) => fit(editor, editor.document.getState().selection.nodes)
    },
    {
        name: "zoom_in",
        group: "view",
        label: "editor.command.zoom_in",
        icon: "plus",
        keys: ["+", "="],
        scope: "canvas",
        perform: (editor) => void editor.flow.current?.zoomIn({ duration: motion(120) })
    },
    {
        name: "zoom_out",
        group: "view",
        label: "editor.command.zoom_out",
        icon: "minus",
        keys: ["-"],
        scope: "canvas",
        perform: (editor) => void editor.flow.current?.zoomOut({ duration: motion(120) })
    },
    {
        name: "lineage",
        group: "view",
        label: "editor.command.lineage",
        icon: "merge",
        keys: ["L"],
        scope: "canvas",
        perform: toggleLineage
    },
    {
        name: "left_panel",
        group: "view",
        label: "editor.command.left_panel",
        icon: "panel",
        keys: ["["],
        scope: "canvas",
        perform: (editor) => editor.ui.setState(({ isLeftOpen }) => ({ isLeftOpen: !isLeftOpen }))
    },
    {
        name: "right_panel",
        group: "view",
        label: "editor.command.right_panel",
        keys: ["]"],
        scope: "canvas",
        perform: (editor) =>
            editor.ui.setState(({ isInspectorOpen }) => ({ isInspectorOpen: !isInspectorOpen }))
    },
    {
        name: "next_region",
        group: "view",
        label: "editor.command.next_region",
        keys: ["F6"],
        scope: "page",
        inFields: true,
        perform: () => nextRegion(1)
    },
    {
        name: "previous_region",
        group: "view",
        label: "editor.command.previous_region",
        keys: ["Shift+F6"],
        scope: "page",
        inFields: true,
        perform: () => nextRegion(-1)
    },
    {
        name: "next_problem",
        group: "view",
        label: "editor.command.next_problem",
        icon: "alert",
        keys: ["F8"],
        scope: "page",
        inFields: true,
        when: (editor) => editor.problems.getState().list.length > 0,
        perform: openNextProblem
    },
    {
        name: "shortcuts",
        group: "help",
        label: "editor.command.shortcuts",
        icon: "help",
        keys: ["?"],
        scope: "page",
        perform: (editor) => editor.ui.setState({ dialog: "shortcuts" })
    }
];
