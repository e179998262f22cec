import { useState } from "react";
import type { KeyboardEvent } from "react";
import type { WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../components/common/Menu.tsx";
import { showToast } from "../../components/common/toast-messages.ts";
import { Tile } from "../../components/common/Tile.tsx";
import { t } from "../../messages/messages.ts";
import { rename } from "../actions/properties.ts";
import { focusCanvas } from "../actions/focus.ts";
import { colorOf, iconOf } from "../canvas/category-look.ts";
import { commandNamed } from "../commands/commands.ts";
import { shownKeys } from "../commands/keys.ts";
import { factsOf } from "../document/node-facts.ts";
import type { NodeFacts } from "../document/node-facts.ts";
import { useDocument, useEditor } from "../editor-context.ts";

const IN_MENU = ["duplicate", "disable", "delete"];

/** Tile, name (edited in place), type, menu, close. */
export function NodeHeader(props: { readonly node: WorkflowNode; readonly facts: NodeFacts }) {
    const { node, facts } = props;
    const editor = useEditor();
    const readOnly = useDocument((state) => state.readOnly);
    const frame = useDocument(({ content }) => {
        const around = content.definition.nodes[node.parentId ?? ""];
        return around === undefined ? null : factsOf(around, editor.catalogue).label;
    });

    function close() {
        editor.ui.setState({ isInspectorOpen: false });
        focusCanvas(editor);
    }

    return (
        <header className="flex items-center gap-3 py-3 pr-3 pl-4">
            <Tile icon={iconOf(facts.type)} color={colorOf(facts.type)} />
            <div className="min-w-0 flex-1">
                <NameInput key={node.id + facts.label} id={node.id} label={facts.label} />
                <p
                    className="truncate px-1 text-micro font-normal text-fg-3"
                    title={t("editor.inspector.id", { id: node.id })}
                >
                    {frame === null
                        ? facts.typeName
                        : t("editor.inspector.inside", { type: facts.typeName, frame })}{" "}
                    · <code className="font-mono">{node.id}</code>
                </p>
            </div>
            {!readOnly && (
                <Menu
                    label={t("editor.inspector.menu", { node: facts.label })}
                    trigger={
                        <IconButton
                            icon="more"
                            size="sm"
                            label={t("editor.inspector.more_actions")}
                        />
                    }
                >
                    <MenuItem icon="copy" onSelect={() => void copyReference(node.id)}>
                        {t("editor.inspector.copy_reference")}
                    </MenuItem>
                    <MenuSeparator />
                    {IN_MENU.map((name) => {
                        const command = commandNamed(name);
                        return (
                            <MenuItem
                                key={name}
                                icon={command.icon}
                                danger={command.danger}
                                shortcut={shownKeys(command.keys?.[0] ?? "")}
                                onSelect={() => command.perform(editor)}
                            >
                                {t(command.label as "editor.command.fit")}
                            </MenuItem>
                        );
                    })}
                </Menu>
            )}
            <IconButton
                icon="close"
                size="sm"
                label={t("editor.inspector.close")}
                shortcut="]"
                onClick={close}
            />
        </header>
    );
}

async function copyReference(id: string): Promise<void> {
    const reference = `\${${id}.output}`;
    await navigator.clipboard.writeText(reference);
    showToast({ text: t("editor.inspector.copied_reference", { reference }), id: "copied" });
}

function NameInput({ id, label }: { readonly id: string; readonly label: string }) {
    const editor = useEditor();
    const readOnly = useDocument((state) => state.readOnly);
    const [text, setText] = useState(label);
    const [error, setError] = useState<string | null>(null);
    if (readOnly) return <h2 className="truncate px-1 text-head">{label}</h2>;

    function end() {
        const refusal = rename(editor, id, text);
        setError(refusal);
        if (refusal !== null) editor.announcer.say(refusal, "assertive");
    }

    function press(event: KeyboardEvent<HTMLInputElement>) {
        if (event.key === "Enter") event.currentTarget.blur();
        else if (event.key === "Escape") {
            setText(label);
            setError(null);
        } else return;
        event.stopPropagation();
    }

    return (
        <>
            <input
                aria-label={t("editor.inspector.rename", { node: label })}
                aria-invalid={error !== null}
                value={text}
                maxLength={200}
                spellCheck={false}
                className="field-ring w-full truncate rounded-xs border border-transparent bg-transparent px-1 text-head hover:border-line-node aria-invalid:border-err"
                onChange={(event) => {
                    setText(event.currentTarget.value);
                    setError(null);
                }}
                onKeyDown={press}
                onBlur={end}
            />
            {error !== null && <p className="px-1 text-micro text-err">{error}</p>}
        </>
    );
}
