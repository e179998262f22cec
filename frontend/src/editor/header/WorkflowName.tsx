import { useState } from "react";
import type { KeyboardEvent } from "react";
import { t } from "../../messages/messages.ts";
import { editDetails } from "../actions/properties.ts";
import { useDocument, useEditor } from "../editor-context.ts";

/** What the workflow is called, edited where it stands. */
export function WorkflowName() {
    const editor = useEditor();
    const name = useDocument((state) => state.content.name);
    const readOnly = useDocument((state) => state.readOnly);
    const [draft, setDraft] = useState<string | null>(null);
    if (readOnly) return <h1 className="min-w-0 truncate text-body font-semibold">{name}</h1>;

    function end() {
        const next = draft?.trim() ?? "";
        if (draft !== null && next !== "" && next !== name) editDetails(editor, { name: next });
        setDraft(null);
    }

    function press(event: KeyboardEvent<HTMLInputElement>) {
        if (event.key === "Enter") event.currentTarget.blur();
        else if (event.key === "Escape") setDraft(null);
        else return;
        event.stopPropagation();
    }

    return (
        <h1 className="min-w-0">
            <input
                aria-label={t("editor.header.name")}
                className="field-ring field-sizing-content h-7 max-w-70 min-w-16 truncate rounded-control border border-transparent bg-transparent px-1.5 text-body font-semibold hover:border-line-node max-sm:w-full"
                value={draft ?? name}
                maxLength={100}
                spellCheck={false}
                onChange={(event) => setDraft(event.currentTarget.value)}
                onKeyDown={press}
                onBlur={end}
            />
        </h1>
    );
}
