import { useState } from "react";
import { Dialog } from "../../components/common/Dialog.tsx";
import { Kbd } from "../../components/common/Kbd.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { t } from "../../messages/messages.ts";
import { GROUPS } from "../commands/command.ts";
import type { Command } from "../commands/command.ts";
import { COMMANDS } from "../commands/commands.ts";
import { shownKeys } from "../commands/keys.ts";
import { focusFirstField } from "../focus-field.ts";
import { useEditor, useUi } from "../editor-context.ts";

/** Every shortcut there is, from the list that binds them. */
export function ShortcutsDialog() {
    const editor = useEditor();
    const isOpen = useUi((ui) => ui.dialog === "shortcuts");
    const [query, setQuery] = useState("");
    if (!isOpen) return null;
    const wanted = query.trim().toLowerCase();
    const found = COMMANDS.filter(
        (command) =>
            command.keys !== undefined &&
            `${labelOf(command)} ${command.keys.map((one) => shownKeys(one)).join(" ")}`
                .toLowerCase()
                .includes(wanted)
    );
    return (
        <Dialog
            open
            size="lg"
            onOpenAutoFocus={focusFirstField}
            title={t("editor.command.shortcuts")}
            onOpenChange={() => editor.ui.setState({ dialog: null })}
        >
            <TextInput
                type="search"
                icon="search"
                quiet
                aria-label={t("editor.shortcuts.search")}
                placeholder={t("editor.shortcuts.search")}
                value={query}
                onChange={(event) => setQuery(event.currentTarget.value)}
            />
            {/* Nothing in it takes the focus: it does itself, so that the keyboard can scroll it. */}
            <div
                role="region"
                aria-label={t("editor.command.shortcuts")}
                tabIndex={0}
                className="grid max-h-[60vh] gap-x-8 gap-y-5 overflow-y-auto rounded-control -outline-offset-2 sm:grid-cols-2"
            >
                {GROUPS.map((group) => {
                    const commands = found.filter((command) => command.group === group);
                    if (commands.length === 0) return null;
                    return (
                        <section key={group} aria-label={t(`editor.group.${group}`)}>
                            <h3 className="pb-1 text-micro font-medium text-fg-3">
                                {t(`editor.group.${group}`)}
                            </h3>
                            <dl>
                                {commands.map((command) => (
                                    <div
                                        key={command.name}
                                        className="flex min-h-8 items-center gap-3 border-b border-line text-small"
                                    >
                                        <dt className="min-w-0 flex-1">{labelOf(command)}</dt>
                                        <dd className="flex flex-wrap justify-end gap-1">
                                            {(command.keys ?? []).map((keys) => (
                                                <Kbd key={keys}>{shownKeys(keys)}</Kbd>
                                            ))}
                                        </dd>
                                    </div>
                                ))}
                            </dl>
                        </section>
                    );
                })}
            </div>
        </Dialog>
    );
}

function labelOf(command: Command): string {
    return t(command.label as "editor.command.fit");
}
