import { isOpenStatus } from "../../lib/execution-status.ts";
import type { Editor } from "../editor-context.ts";
import { canEdit } from "./build-commands.ts";
import type { Command } from "./command.ts";

export function isExecuting(editor: Editor): boolean {
    const { status, isShown } = editor.execution.getState();
    return status !== null && isShown && isOpenStatus(status);
}

export const runCommands: readonly Command[] = [
    {
        name: "test",
        group: "run",
        label: "editor.command.test",
        icon: "play",
        keys: ["Mod+Enter"],
        scope: "page",
        inFields: true,
        when: (editor) => canEdit(editor) && !isExecuting(editor),
        perform: (editor) => editor.actions.execute("test")
    },
    {
        name: "execute",
        group: "run",
        label: "editor.command.execute",
        icon: "play",
        scope: "page",
        when: (editor) => canEdit(editor) && !isExecuting(editor),
        perform: (editor) => editor.actions.execute("manual")
    },
    {
        name: "cancel_execution",
        group: "run",
        label: "editor.command.cancel_execution",
        icon: "stop",
        keys: ["Mod+."],
        scope: "page",
        inFields: true,
        when: isExecuting,
        perform: (editor) => editor.actions.cancelExecution()
    },
    {
        name: "publish",
        group: "run",
        label: "editor.command.publish",
        icon: "publish",
        scope: "page",
        when: canEdit,
        perform: (editor) => {
            editor.problems.insist();
            editor.ui.setState({ dialog: "publish" });
        }
    },
    {
        name: "save",
        group: "run",
        label: "editor.command.save",
        icon: "cloud-check",
        keys: ["Mod+S"],
        scope: "page",
        inFields: true,
        when: canEdit,
        perform: (editor) => void editor.autosave?.flush()
    }
];
