import { Button } from "../../components/common/Button.tsx";
import { Tile } from "../../components/common/Tile.tsx";
import { t } from "../../messages/messages.ts";
import { addAfterSelection } from "../actions/nodes.ts";
import { openPicker } from "../actions/open.ts";
import { focusNode } from "../actions/focus.ts";
import { useDocument, useEditor } from "../editor-context.ts";

/** An empty workflow asks what starts it. */
export function EmptyCanvas() {
    const editor = useEditor();
    const readOnly = useDocument((state) => state.readOnly);
    const hasInput = editor.catalogue.get("input") !== undefined;

    function addInput() {
        const id = addAfterSelection(editor, "input");
        if (id !== null) focusNode(editor, id);
    }

    return (
        <div className="pointer-events-none absolute inset-0 z-4 grid place-items-center p-6">
            <div className="pointer-events-auto flex max-w-90 flex-col items-center gap-3 rounded-dialog bg-surface-3 p-6 text-center shadow-e2">
                <Tile icon="bolt" color="--cat-trigger" size={36} />
                <div>
                    <h2 className="text-head">
                        {t(
                            readOnly ? "editor.canvas.empty.read_only" : "editor.canvas.empty.title"
                        )}
                    </h2>
                    {!readOnly && (
                        <p className="mt-1 text-small text-fg-2">{t("editor.canvas.empty.text")}</p>
                    )}
                </div>
                {!readOnly && (
                    <div className="flex gap-2">
                        {hasInput && (
                            <Button variant="soft" icon="bolt" onClick={addInput}>
                                {t("editor.canvas.empty.input")}
                            </Button>
                        )}
                        <Button icon="plus" onClick={() => openPicker(editor)}>
                            {t("editor.canvas.empty.any")}
                        </Button>
                    </div>
                )}
            </div>
        </div>
    );
}
