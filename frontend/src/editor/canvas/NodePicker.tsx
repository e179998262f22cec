import { useCallback, useState } from "react";
import { Kbd } from "../../components/common/Kbd.tsx";
import { Tile } from "../../components/common/Tile.tsx";
import { t } from "../../messages/messages.ts";
import { add, scopeFor } from "../actions/nodes.ts";
import { revealNew } from "../actions/arrange.ts";
import { focusCanvas, focusNode } from "../actions/focus.ts";
import { standsInside } from "../document/node-facts.ts";
import { useEditor, useUi } from "../editor-context.ts";
import type { Picker } from "../ui-store.ts";
import { MarkedName } from "../palette/MarkedName.tsx";
import { searchTypes } from "../palette/search.ts";
import { colorOf, iconOf } from "./category-look.ts";
import { FloatingPanel } from "./FloatingPanel.tsx";
import { PickList } from "./PickList.tsx";

/** Quick add: Tab, `/`, a double click, an edge's plus, or a connection dropped on empty ground. */
export function NodePicker() {
    const picker = useUi((ui) => ui.picker);
    if (picker === null) return null;
    return <OpenPicker key={`${picker.at.x} ${picker.at.y}`} picker={picker} />;
}

function OpenPicker({ picker }: { readonly picker: Picker }) {
    const editor = useEditor();
    const [query, setQuery] = useState("");
    const isJoined = picker.from !== undefined || picker.edge !== undefined;
    const isInside = scopeFor(editor, picker) !== undefined;
    const found = searchTypes(editor.catalogue, query).filter(
        ({ type }) => (!isJoined || type.accepts_input) && (!isInside || standsInside(type))
    );
    const close = useCallback(() => editor.ui.setState({ picker: null }), [editor]);

    function pick(type: string, stays: boolean) {
        const { at: _at, ...where } = picker;
        const id = add(editor, { type, ...where });
        if (stays) return;
        close();
        if (id === null) return;
        focusNode(editor, id);
        requestAnimationFrame(() => revealNew(editor, id));
    }

    return (
        <FloatingPanel
            at={picker.at}
            width={288}
            height={360}
            label={t("editor.command.add")}
            onClose={close}
        >
            <PickList
                label={t("editor.picker.search")}
                placeholder={t("editor.picker.search")}
                query={query}
                onQuery={setQuery}
                onPick={pick}
                onClose={() => {
                    close();
                    focusCanvas(editor);
                }}
                empty={t("editor.palette.none", { query })}
                items={found.map(({ type, marked }) => ({
                    key: type.type,
                    name: type.name,
                    content: (
                        <>
                            <Tile icon={iconOf(type)} color={colorOf(type)} size={24} />
                            <span className="min-w-0 flex-1 py-1">
                                <span className="block truncate">
                                    <MarkedName name={type.name} marked={marked} />
                                </span>
                                <span className="block truncate text-micro text-fg-3">
                                    {type.description}
                                </span>
                            </span>
                        </>
                    )
                }))}
                footer={
                    <p className="flex items-center gap-3 border-t border-line px-3 py-2 text-micro text-fg-3">
                        <span className="flex items-center gap-1">
                            <Kbd>↵</Kbd> {t("editor.picker.insert")}
                        </span>
                        <span className="flex items-center gap-1">
                            <Kbd>⇧ ↵</Kbd> {t("editor.picker.stay")}
                        </span>
                    </p>
                }
            />
        </FloatingPanel>
    );
}
