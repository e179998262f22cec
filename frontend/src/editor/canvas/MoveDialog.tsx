import { useCallback, useState } from "react";
import { Tile } from "../../components/common/Tile.tsx";
import { t } from "../../messages/messages.ts";
import { containersFor, moveInto } from "../actions/containers.ts";
import { focusCanvas, focusNode } from "../actions/focus.ts";
import { besideNode } from "../actions/open.ts";
import { labelFor, subjects } from "../actions/read.ts";
import { factsOf } from "../document/node-facts.ts";
import { useDocument, useEditor, useUi } from "../editor-context.ts";
import { colorOf, iconOf } from "./category-look.ts";
import { FloatingPanel } from "./FloatingPanel.tsx";
import { PickList } from "./PickList.tsx";

/** Into which loop? The way without a pointer. */
export function MoveDialog() {
    const isMoving = useUi((ui) => ui.isMoving);
    return isMoving ? <OpenMover /> : null;
}

function OpenMover() {
    const editor = useEditor();
    const definition = useDocument((state) => state.content.definition);
    // What they are is settled when the list opens: it takes the focus from the canvas.
    const [ids] = useState(() => subjects(editor));
    const [containers] = useState(() => containersFor(editor));
    const [query, setQuery] = useState("");
    const close = useCallback(() => editor.ui.setState({ isMoving: false }), [editor]);
    const [first = ""] = ids;
    const what =
        ids.length === 1 ? labelFor(editor, first) : t("editor.nodes", { count: ids.length });
    const wanted = query.trim().toLowerCase();
    const found = containers
        .flatMap((id) => {
            const node = definition.nodes[id];
            return node === undefined ? [] : [{ id, facts: factsOf(node, editor.catalogue) }];
        })
        .filter(({ facts }) => facts.label.toLowerCase().includes(wanted));

    function pick(target: string) {
        editor.document.select({ nodes: ids });
        moveInto(editor, target);
        close();
        focusNode(editor, first);
    }

    return (
        <FloatingPanel
            at={besideNode(editor, first)}
            width={304}
            height={320}
            label={t("editor.move.title", { what })}
            onClose={close}
        >
            <p className="truncate px-3 pt-3 pb-1 text-small font-medium">
                {t("editor.move.title", { what })}
            </p>
            <PickList
                label={t("editor.move.target")}
                placeholder={t("editor.move.target")}
                query={query}
                onQuery={setQuery}
                onPick={pick}
                onClose={() => {
                    close();
                    focusCanvas(editor);
                }}
                empty={t("editor.move.none")}
                items={found.map(({ id, facts }) => ({
                    key: id,
                    name: facts.label,
                    content: (
                        <>
                            <Tile icon={iconOf(facts.type)} color={colorOf(facts.type)} size={20} />
                            <span className="min-w-0 flex-1 truncate">{facts.label}</span>
                            <span className="text-micro text-fg-3">{facts.typeName}</span>
                        </>
                    )
                }))}
            />
        </FloatingPanel>
    );
}
