import type { NodeProps } from "@xyflow/react";
import { memo, useState } from "react";
import { t } from "../../messages/messages.ts";
import { editData } from "../actions/properties.ts";
import { useDocument, useEditor, useUi } from "../editor-context.ts";
import { NOTE } from "./card-size.ts";
import type { CardNode } from "./view-types.ts";

/** Paper on the canvas: a double click or Enter writes on it. */
export const NoteCard = memo(
    function NoteCard({ id, selected }: NodeProps<CardNode>) {
        const editor = useEditor();
        const text = useDocument((state) => {
            const value = state.content.definition.nodes[id]?.data["text"];
            return typeof value === "string" ? value : "";
        });
        const canEdit = useDocument((state) => !state.readOnly);
        const isTabStop = useUi((ui) => ui.focused === id);
        const [isWriting, setIsWriting] = useState(false);

        return (
            <div
                role="group"
                aria-roledescription={t("editor.card.role")}
                aria-label={text === "" ? t("editor.note.empty") : text.slice(0, 120)}
                tabIndex={isTabStop ? 0 : -1}
                data-testid={`node-${id}`}
                data-node={id}
                data-selected={selected ? "" : undefined}
                className="fm-note px-3.5 py-3 text-small"
                style={{ width: NOTE.width, minHeight: NOTE.height }}
                onDoubleClick={() => canEdit && setIsWriting(true)}
            >
                {isWriting ? (
                    <textarea
                        className="nodrag nopan nowheel field-sizing-content block min-h-[70px] w-full resize-none bg-transparent outline-none select-text"
                        aria-label={t("editor.note.text")}
                        value={text}
                        autoFocus
                        onChange={(event) =>
                            editData(editor, {
                                node: id,
                                field: t("editor.note.text"),
                                data: { text: event.target.value },
                                isTyping: true
                            })
                        }
                        onKeyDown={(event) => {
                            event.stopPropagation();
                            if (event.key === "Escape") setIsWriting(false);
                        }}
                        onBlur={() => setIsWriting(false)}
                    />
                ) : (
                    <NoteText text={text} />
                )}
            </div>
        );
    },
    (before, after) => before.id === after.id && before.selected === after.selected
);

/** The first line is its title. */
function NoteText({ text }: { readonly text: string }) {
    if (text === "") return <span className="text-fg-3">{t("editor.note.empty")}</span>;
    const [title = "", ...rest] = text.split("\n");
    return (
        <p className="whitespace-pre-wrap wrap-break-word">
            <span className={rest.length > 0 ? "font-semibold" : ""}>{title}</span>
            {rest.length > 0 && `\n${rest.join("\n")}`}
        </p>
    );
}
