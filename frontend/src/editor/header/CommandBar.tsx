import { Button } from "../../components/common/Button.tsx";
import { t } from "../../messages/messages.ts";
import { isEnabled } from "../commands/command.ts";
import { commandNamed } from "../commands/commands.ts";
import { ariaKeys } from "../commands/keys.ts";
import { useDocument, useEditor } from "../editor-context.ts";

/** Commands as a row of buttons. */
export function CommandBar({ names }: { readonly names: readonly string[] }) {
    const editor = useEditor();
    // Whether a command makes sense depends on the selection.
    useDocument((state) => state.selection);
    return (
        <div className="flex flex-wrap gap-2">
            {names.map((name) => {
                const command = commandNamed(name);
                return (
                    <Button
                        key={name}
                        size="sm"
                        icon={command.icon}
                        variant={command.danger === true ? "ghost" : "secondary"}
                        className={command.danger === true ? "text-err!" : undefined}
                        disabled={!isEnabled(command, editor)}
                        aria-keyshortcuts={ariaKeys(command.keys)}
                        onClick={() => command.perform(editor)}
                    >
                        {t(command.label as "editor.command.fit")}
                    </Button>
                );
            })}
        </div>
    );
}
