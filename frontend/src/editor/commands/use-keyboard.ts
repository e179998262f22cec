import { useEffect } from "react";
import { copyText, pasteText } from "../actions/clipboard.ts";
import { removeSelection } from "../actions/nodes.ts";
import { CARD } from "../canvas/card-size.ts";
import type { Point } from "../document/edits.ts";
import type { Editor } from "../editor-context.ts";
import { subjects } from "../actions/read.ts";
import { isEnabled } from "./command.ts";
import type { Command } from "./command.ts";
import { commandFor } from "./commands.ts";
import { pressed } from "./keys.ts";

/** The browser's own events do these: they may use the clipboard without asking. */
const CLIPBOARD = new Set(["copy", "cut", "paste"]);

/** The keyboard's loop over the list of commands. */
export function useKeyboard(editor: Editor): void {
    useEffect(() => {
        const stop = new AbortController();
        const { signal } = stop;
        addEventListener("keydown", (event) => press(editor, event), { signal });
        addEventListener("copy", (event) => toClipboard(editor, event, false), { signal });
        addEventListener("cut", (event) => toClipboard(editor, event, true), { signal });
        // A paste event knows no place: it goes where the mouse was last.
        let pointer: PointerEvent | null = null;
        addEventListener("pointermove", (event) => (pointer = event), { signal });
        addEventListener("paste", (event) => fromClipboard(editor, event, pointer), { signal });
        return () => stop.abort();
    }, [editor]);
}

function press(editor: Editor, event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const command = commandFor(pressed(event));
    if (command === undefined || CLIPBOARD.has(command.name)) return;
    // Nothing has the focus yet: Tab goes to what is first on the page, as everywhere.
    if (event.key === "Tab" && event.target === document.body) return;
    if (!isHeard(editor, command, event.target) || !isEnabled(command, editor)) return;
    event.preventDefault();
    command.perform(editor, event.key);
}

function isHeard(editor: Editor, command: Command, target: EventTarget | null): boolean {
    const { dialog } = editor.ui.getState();
    // What floats over the page has the keyboard to itself.
    if (dialog !== null || isInOverlay(target)) return false;
    if (isTyping(target)) return command.inFields === true;
    if (command.scope === "page") return true;
    return isOnCanvas(target) && !isButton(target, command);
}

function isInOverlay(target: EventTarget | null): boolean {
    return (
        target instanceof Element &&
        target.closest("[role=dialog], [role=menu], [role=listbox], [role=alertdialog]") !== null
    );
}

function isTyping(target: EventTarget | null): boolean {
    if (!(target instanceof HTMLElement)) return false;
    return target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/u.test(target.tagName);
}

/** With nothing focused the keys mean the canvas. */
function isOnCanvas(target: EventTarget | null): boolean {
    if (target === document.body || !(target instanceof Element)) return true;
    return target.closest("[data-region=canvas]") !== null;
}

/** A button on the canvas keeps what buttons do. */
function isButton(target: EventTarget | null, command: Command): boolean {
    const keys = command.keys ?? [];
    const isPress = keys.includes("Enter") || keys.includes("Space") || keys.includes("Tab");
    return isPress && target instanceof Element && target.closest("button, a") !== null;
}

function takesClipboard(event: ClipboardEvent): boolean {
    const { target } = event;
    if (isTyping(target) || isInOverlay(target) || !isOnCanvas(target)) return false;
    // Somebody marked words on the page: those are what is copied.
    return getSelection()?.isCollapsed ?? true;
}

function toClipboard(editor: Editor, event: ClipboardEvent, isCut: boolean): void {
    if (!takesClipboard(event)) return;
    if (isCut && editor.document.getState().readOnly) return;
    const nodes = subjects(editor);
    if (nodes.length === 0) return;
    editor.document.select({ nodes });
    const text = copyText(editor);
    if (text === null) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
    if (isCut) removeSelection(editor);
}

function fromClipboard(editor: Editor, event: ClipboardEvent, pointer: PointerEvent | null): void {
    if (!takesClipboard(event) || editor.document.getState().readOnly) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text === "") return;
    event.preventDefault();
    pasteText(editor, text, placeOf(editor, pointer));
}

/** With a card under the mouse by its middle; nowhere when the mouse is not on the canvas. */
function placeOf(editor: Editor, pointer: PointerEvent | null): Point | undefined {
    const isOver =
        pointer?.pointerType === "mouse" &&
        pointer.target instanceof Element &&
        pointer.target.closest(".react-flow") !== null;
    if (!isOver) return undefined;
    const at = editor.flow.current?.screenToFlowPosition({
        x: pointer.clientX,
        y: pointer.clientY
    });
    return at === undefined ? undefined : { x: at.x - CARD.width / 2, y: at.y - CARD.head / 2 };
}
