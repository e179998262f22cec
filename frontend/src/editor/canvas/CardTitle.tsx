import { useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { rename } from "../actions/properties.ts";
import { focusNode } from "../actions/focus.ts";
import { t } from "../../messages/messages.ts";
import { useEditor, useUi } from "../editor-context.ts";

/** The name of a node, edited where it stands: F2 or a double click. */
export function CardTitle({ id, label }: { readonly id: string; readonly label: string }) {
    const isRenaming = useUi((ui) => ui.renaming === id);
    if (isRenaming) return <TitleInput id={id} label={label} />;
    return (
        <p className="fm-card-title truncate" title={label} data-title={id}>
            {label}
        </p>
    );
}

function TitleInput({ id, label }: { readonly id: string; readonly label: string }) {
    const editor = useEditor();
    const [error, setError] = useState<string | null>(null);
    const isOver = useRef(false);

    function end(value: string | null) {
        if (isOver.current) return;
        const refusal = value === null ? null : rename(editor, id, value);
        if (refusal !== null) return setError(refusal);
        isOver.current = true;
        editor.ui.setState({ renaming: null });
        const { focused } = editor.ui.getState();
        focusNode(editor, focused ?? id);
    }

    function press(event: KeyboardEvent<HTMLInputElement>) {
        event.stopPropagation();
        if (event.key === "Enter") end(event.currentTarget.value);
        else if (event.key === "Escape") end(null);
    }

    return (
        <input
            className="nodrag nopan field-ring -mx-1 w-full rounded-xs border border-line-field bg-surface px-1 text-[0.875rem] leading-[17px] font-semibold select-text"
            aria-label={t("editor.rename.label")}
            aria-invalid={error !== null}
            title={error ?? undefined}
            defaultValue={label}
            maxLength={200}
            autoFocus
            onFocus={(event) => event.currentTarget.select()}
            onChange={() => setError(null)}
            onKeyDown={press}
            onBlur={(event) => {
                const refusal = rename(editor, id, event.currentTarget.value);
                isOver.current = true;
                if (refusal !== null) editor.announcer.say(refusal, "assertive");
                editor.ui.setState({ renaming: null });
            }}
        />
    );
}
