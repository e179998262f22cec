import type { IconName } from "../../components/common/icon-shapes.tsx";
import type { Key } from "../../messages/messages.ts";
import type { Editor } from "../editor-context.ts";

/**
 * One thing a person can do. Toolbar, menus, keyboard and the shortcut list are loops over the one
 * list of these: what is not in it cannot be done, what is in it can be found.
 */
export interface Command {
    readonly name: string;
    readonly group: CommandGroup;
    readonly label: Key;
    readonly icon?: IconName;
    /** The first is the one that is shown. */
    readonly keys?: readonly string[];
    /** Where its keys work: on the canvas only, or anywhere on the page. */
    readonly scope: "canvas" | "page";
    /** Works in text fields, too. */
    readonly inFields?: boolean;
    readonly danger?: boolean;
    readonly when?: (editor: Editor) => boolean;
    readonly perform: (editor: Editor, key?: string) => void;
}

export const GROUPS = ["build", "edit", "select", "view", "run", "help"] as const;
export type CommandGroup = (typeof GROUPS)[number];

export function isEnabled(command: Command, editor: Editor): boolean {
    return command.when?.(editor) ?? true;
}
