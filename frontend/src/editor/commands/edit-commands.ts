import { copy, cut, duplicate, paste } from "../actions/clipboard.ts";
import { copyLink } from "../actions/node-link.ts";
import { nudge } from "../actions/arrange.ts";
import { t } from "../../messages/messages.ts";
import type { Editor } from "../editor-context.ts";
import { subjects } from "../actions/read.ts";
import { canEdit, hasNode } from "./build-commands.ts";
import type { Command } from "./command.ts";

const NUDGE = 8;
const FAR_NUDGE = 40;

function selectSubjects(editor: Editor): void {
    editor.document.select({ nodes: subjects(editor) });
}

function travel(editor: Editor, direction: "undo" | "redo"): void {
    const step = editor.document[direction]();
    if (step !== null) editor.announcer.say(t(`editor.say.${direction}`, { step: step.label }));
}

/** Copy, cut and paste by key come as the browser's own events, which may use the clipboard. */
export const editCommands: readonly Command[] = [
    {
        name: "undo",
        group: "edit",
        label: "editor.command.undo",
        icon: "undo",
        keys: ["Mod+Z"],
        scope: "page",
        when: (editor) => canEdit(editor) && editor.document.getState().past.length > 0,
        perform: (editor) => travel(editor, "undo")
    },
    {
        name: "redo",
        group: "edit",
        label: "editor.command.redo",
        icon: "redo",
        keys: ["Mod+Shift+Z", "Mod+Y"],
        scope: "page",
        when: (editor) => canEdit(editor) && editor.document.getState().future.length > 0,
        perform: (editor) => travel(editor, "redo")
    },
    {
        name: "copy",
        group: "edit",
        label: "editor.command.copy",
        icon: "copy",
        keys: ["Mod+C"],
        scope: "canvas",
        when: hasNode,
        perform: (editor) => {
            selectSubjects(editor);
            void copy(editor);
        }
    },
    {
        name: "cut",
        group: "edit",
        label: "editor.command.cut",
        keys: ["Mod+X"],
        scope: "canvas",
        when: (editor) => canEdit(editor) && hasNode(editor),
        perform: (editor) => {
            selectSubjects(editor);
            void cut(editor);
        }
    },
    {
        name: "paste",
        group: "edit",
        label: "editor.command.paste",
        icon: "template",
        keys: ["Mod+V"],
        scope: "canvas",
        when: canEdit,
        perform: (editor) => void paste(editor)
    },
    {
        name: "duplicate",
        group: "edit",
        label: "editor.command.duplicate",
        icon: "plus",
        keys: ["Mod+D"],
        scope: "canvas",
        when: (editor) => canEdit(editor) && hasNode(editor),
        perform: (editor) => {
            selectSubjects(editor);
            duplicate(editor);
        }
    },
    {
        name: "copy_link",
        group: "edit",
        label: "editor.command.copy_link",
        icon: "link",
        scope: "canvas",
        when: (editor) => subjects(editor).length === 1,
        perform: (editor) => void copyLink(editor)
    },
    {
        name: "nudge",
        group: "edit",
        label: "editor.command.nudge",
        keys: arrows("Alt+"),
        scope: "canvas",
        when: (editor) => canEdit(editor) && hasNode(editor),
        perform: (editor, key) => nudge(editor, step(key, NUDGE))
    },
    {
        name: "nudge_far",
        group: "edit",
        label: "editor.command.nudge_far",
        keys: arrows("Alt+Shift+"),
        scope: "canvas",
        when: (editor) => canEdit(editor) && hasNode(editor),
        perform: (editor, key) => nudge(editor, step(key, FAR_NUDGE))
    }
];

export function arrows(prefix: string): readonly string[] {
    return ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map((key) => prefix + key);
}

function step(key: string | undefined, length: number): { x: number; y: number } {
    const x = key?.endsWith("Left") ? -length : key?.endsWith("Right") ? length : 0;
    const y = key?.endsWith("Up") ? -length : key?.endsWith("Down") ? length : 0;
    return { x, y };
}
