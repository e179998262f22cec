import clsx from "clsx";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { fieldAria, useFieldControl } from "../../components/common/Field.tsx";
import { connect, portToLeave } from "../actions/nodes.ts";
import { useEditor } from "../editor-context.ts";
import { CompletionList } from "./CompletionList.tsx";
import { HighlightedText } from "./HighlightedText.tsx";
import { insertReference, openReference } from "./open-reference.ts";
import { narrow } from "./reference-sources.ts";
import type { Suggestion } from "./reference-sources.ts";
import { useSuggestions } from "./use-reference-values.ts";

export interface ReferenceInputProps {
    readonly node: string;
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly placeholder?: string;
    readonly isMono?: boolean;
    /** Outside of a Field. */
    readonly label?: string;
    readonly onBlur?: () => void;
    readonly path: string;
}

const SHARED =
    "col-start-1 row-start-1 min-h-[18px] w-full whitespace-pre-wrap wrap-anywhere border-0 p-0 leading-[18px]";

/**
 * Text that may refer. The textarea is a real one, with the browser's own undo and selection; behind
 * it the same text is drawn with its references marked. `${` or Ctrl+Space offers what can be read.
 */
export function ReferenceInput(props: ReferenceInputProps) {
    const { node, value, onChange } = props;
    const editor = useEditor();
    const field = useFieldControl();
    const listId = useId();
    const area = useRef<HTMLTextAreaElement>(null);
    const [caret, setCaret] = useState<number | null>(null);
    const [isAsked, setIsAsked] = useState(false);
    const [chosen, setChosen] = useState(0);
    const wantedCaret = useRef<number | null>(null);

    const open = caret === null ? null : openReference(value, caret);
    const isOpen = caret !== null && (open !== null || isAsked);
    const all = useSuggestions(node, isOpen);
    const query = open?.query ?? "";
    const rows = useMemo(() => (isOpen ? narrow(all, query) : []), [all, query, isOpen]);
    const current = Math.min(chosen, Math.max(0, rows.length - 1));

    useEffect(() => {
        const at = wantedCaret.current;
        if (at === null) return;
        wantedCaret.current = null;
        area.current?.setSelectionRange(at, at);
    }, [value]);

    function follow() {
        const { selectionStart, selectionEnd } = area.current ?? {};
        setCaret(selectionStart === selectionEnd ? (selectionStart ?? null) : null);
    }

    function take(row: Suggestion) {
        if (row.connect !== null) {
            const port = portToLeave(editor, row.connect);
            if (port !== null) connect(editor, { source: row.connect, port, target: node });
        }
        const next = insertReference(
            value,
            area.current?.selectionStart ?? value.length,
            row.insert
        );
        wantedCaret.current = next.caret;
        onChange(next.text);
        setCaret(null);
        setIsAsked(false);
        area.current?.focus();
    }

    function press(event: KeyboardEvent<HTMLTextAreaElement>) {
        if (event.key === " " && event.ctrlKey) {
            setCaret(event.currentTarget.selectionStart);
            setIsAsked(true);
        } else if (!isOpen) return;
        else if (event.key === "Escape") {
            setCaret(null);
            setIsAsked(false);
        } else if (rows.length === 0) return;
        else if (event.key === "ArrowDown") setChosen((current + 1) % rows.length);
        else if (event.key === "ArrowUp") setChosen((current - 1 + rows.length) % rows.length);
        else if (event.key === "Enter" || event.key === "Tab") {
            const row = rows[current];
            if (row !== undefined) take(row);
        } else return;
        event.preventDefault();
        event.stopPropagation();
    }

    const text = props.isMono === true ? "font-mono text-mono" : "text-small";
    return (
        <div
            className={clsx(
                "field-ring grid w-full cursor-text rounded-control border bg-surface px-2.5 py-[6px]",
                field?.isInvalid === true ? "border-err" : "border-line-field"
            )}
        >
            <div aria-hidden className={clsx(SHARED, text, "pointer-events-none text-fg")}>
                <HighlightedText node={node} text={value} />
            </div>
            <textarea
                ref={area}
                {...fieldAria(field)}
                rows={1}
                spellCheck={false}
                autoCapitalize="off"
                autoCorrect="off"
                aria-label={props.label}
                aria-autocomplete="list"
                aria-controls={isOpen ? listId : undefined}
                aria-activedescendant={
                    isOpen && rows.length > 0 ? `${listId}-${current}` : undefined
                }
                data-path={props.path}
                placeholder={props.placeholder}
                value={value}
                className={clsx(
                    SHARED,
                    text,
                    "field-sizing-content max-h-60 resize-none overflow-hidden bg-transparent text-transparent caret-fg outline-none placeholder:text-fg-3"
                )}
                onChange={(event) => {
                    setChosen(0);
                    setCaret(event.currentTarget.selectionStart);
                    onChange(event.currentTarget.value);
                }}
                onKeyDown={press}
                onClick={follow}
                onKeyUp={(event) => {
                    if (/^(?:Arrow(?:Left|Right)|Home|End)$/u.test(event.key)) follow();
                }}
                onBlur={() => {
                    setCaret(null);
                    setIsAsked(false);
                    props.onBlur?.();
                }}
            />
            {isOpen && (
                <CompletionList
                    id={listId}
                    anchor={area.current}
                    rows={rows}
                    current={current}
                    onPoint={setChosen}
                    onTake={take}
                />
            )}
        </div>
    );
}
