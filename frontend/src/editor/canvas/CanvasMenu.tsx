import { Menu, MenuItem, MenuSeparator } from "../../components/common/Menu.tsx";
import { t } from "../../messages/messages.ts";
import { openPicker } from "../actions/open.ts";
import { focusCanvas } from "../actions/focus.ts";
import { commandNamed } from "../commands/commands.ts";
import { isEnabled } from "../commands/command.ts";
import { shownKeys } from "../commands/keys.ts";
import { useDocument, useEditor, useUi } from "../editor-context.ts";
import type { Editor } from "../editor-context.ts";

const ON_NODE = [
    ["open", "rename", "connect", "add_inside"],
    ["copy", "duplicate", "copy_link"],
    ["group_loop", "move_into", "move_out"],
    ["disable", "select_upstream", "select_downstream", "lineage"],
    ["delete"]
];
const ON_NODES = [
    ["copy", "duplicate", "disable"],
    ["group_loop", "move_into", "move_out"],
    ["tidy", "align_left", "align_top", "distribute_x", "distribute_y"],
    ["select_upstream", "select_downstream", "lineage"],
    ["delete"]
];
/** Not always there: what they need is missing more often than not. */
const RARE = new Set(["move_into", "move_out", "add_inside"]);
const ON_EDGE = [["delete"]];
const ON_GROUND = [
    ["add", "note"],
    ["paste", "select_all"],
    ["tidy", "fit"]
];

/** The menu under the pointer, or under the focus with Shift+F10: the commands that make sense there. */
export function CanvasMenu() {
    const editor = useEditor();
    const menu = useUi((ui) => ui.menu);
    const hasEdge = useDocument((state) => state.selection.edges.length > 0);
    const hasSeveral = useDocument((state) => state.selection.nodes.length > 1);
    if (menu === null) return null;
    const onCards = hasSeveral ? ON_NODES : ON_NODE;
    const groups = menu.node !== null ? onCards : hasEdge ? ON_EDGE : ON_GROUND;

    function perform(name: string) {
        if (menu === null) return;
        const place = editor.flow.current?.screenToFlowPosition(menu.at);
        editor.ui.setState({ menu: null });
        // The menu gives the focus back when it closes; what opens now comes after that.
        setTimeout(() => {
            if (name === "add" && place !== undefined)
                openPicker(editor, { screen: menu.at, place });
            else commandNamed(name).perform(editor);
        }, 0);
    }

    return (
        <Menu
            key={`${menu.at.x} ${menu.at.y}`}
            open
            label={t("editor.menu.label")}
            align="start"
            width={232}
            onOpenChange={(isOpen) => {
                if (isOpen) return;
                editor.ui.setState({ menu: null });
                focusCanvas(editor);
            }}
            trigger={
                <span
                    aria-hidden
                    className="pointer-events-none fixed size-0"
                    style={{ left: menu.at.x, top: menu.at.y }}
                />
            }
        >
            {groups.map((names, index) => (
                <div key={names.join()}>
                    {index > 0 && <MenuSeparator />}
                    {names
                        .filter((name) => isShown(editor, name))
                        .map((name) => (
                            <CommandItem key={name} name={name} onPerform={() => perform(name)} />
                        ))}
                </div>
            ))}
        </Menu>
    );
}

function isShown(editor: Editor, name: string): boolean {
    return !RARE.has(name) || isEnabled(commandNamed(name), editor);
}

function CommandItem(props: { readonly name: string; readonly onPerform: () => void }) {
    const editor = useEditor();
    const command = commandNamed(props.name);
    const [first] = command.keys ?? [];
    return (
        <MenuItem
            icon={command.icon}
            danger={command.danger}
            disabled={!isEnabled(command, editor)}
            shortcut={first === undefined ? undefined : shownKeys(first)}
            onSelect={props.onPerform}
        >
            {t(command.label as "editor.command.fit")}
        </MenuItem>
    );
}
