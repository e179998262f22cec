import { useEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, RefObject } from "react";
import { connect, portToLeave } from "../actions/nodes.ts";
import { useEditor } from "../editor-context.ts";
import type { Editor } from "../editor-context.ts";
import { insertReference, openReference } from "./open-reference.ts";
import { narrow } from "./reference-sources.ts";
import type { Suggestion } from "./reference-sources.ts";
import { useSuggestions } from "./use-reference-values.ts";

interface CompletionInput {
    readonly node: string;
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly area: RefObject<HTMLTextAreaElement | null>;
}

/** What is offered while somebody writes a reference, and how it is chosen. */
export function useCompletion({ node, value, onChange, area }: CompletionInput) {
    const editor = useEditor();
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
    }, [value, area]);

    function close() {
        setCaret(null);
        setIsAsked(false);
    }

    function take(row: Suggestion) {
        const at = area.current?.selectionStart ?? value.length;
        const next = insertReference(value, at, row.insert);
        connectFirst(editor, row, node);
        wantedCaret.current = next.caret;
        onChange(next.text);
        close();
        area.current?.focus();
    }

    function press(event: KeyboardEvent<HTMLTextAreaElement>) {
        if (event.key === " " && event.ctrlKey) {
            setCaret(event.currentTarget.selectionStart);
            setIsAsked(true);
        } else if (!isOpen) return;
        else if (event.key === "Escape") close();
        else if (event.key === "Enter" || event.key === "Tab") {
            const row = rows[current];
            if (row === undefined) return;
            take(row);
        } else {
            const step = STEPS.get(event.key) ?? 0;
            if (step === 0 || rows.length === 0) return;
            setChosen((current + step + rows.length) % rows.length);
        }
        event.preventDefault();
        event.stopPropagation();
    }

    function typed(at: number) {
        setChosen(0);
        setCaret(at);
    }

    /** After the caret moved without typing. */
    function follow() {
        const { selectionStart = null, selectionEnd = null } = area.current ?? {};
        setCaret(selectionStart === selectionEnd ? selectionStart : null);
    }

    return { rows, current, isOpen, point: setChosen, take, press, close, typed, follow };
}

const STEPS = new Map([
    ["ArrowDown", 1],
    ["ArrowUp", -1]
]);

/** A stranger has to run before it can be read. */
function connectFirst(editor: Editor, row: Suggestion, node: string): void {
    const port = row.connect === null ? null : portToLeave(editor, row.connect);
    if (row.connect === null || port === null) return;
    connect(editor, { source: row.connect, port, target: node });
}
