import type { Editor } from "../editor-context.ts";
import { reveal } from "./arrange.ts";
import { CARD } from "../canvas/card-size.ts";

/** The parts of the page that F6 goes through, in reading order. */
const REGIONS = "[data-region]";
const FOCUSABLE =
    'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

export function focusNode(editor: Editor, id: string): void {
    editor.ui.setState({ focused: id });
    reveal(editor, id);
    const card = cardOf(id);
    if (card !== null) return card.focus({ preventScroll: true });
    // New, or out of sight until now: it is mounted by the next frame.
    requestAnimationFrame(() => cardOf(id)?.focus({ preventScroll: true }));
}

export function cardOf(id: string): HTMLElement | null {
    return document.querySelector<HTMLElement>(`[data-testid="node-${CSS.escape(id)}"]`);
}

export function focusCanvas(editor: Editor): void {
    const { focused } = editor.ui.getState();
    const card = focused === null ? null : cardOf(focused);
    (card ?? document.querySelector<HTMLElement>("[data-region=canvas]"))?.focus({
        preventScroll: true
    });
}

export function nextRegion(by: 1 | -1): void {
    const regions = [...document.querySelectorAll<HTMLElement>(REGIONS)].filter(
        (region) => region.offsetParent !== null
    );
    const current = regions.findIndex((region) => region.contains(document.activeElement));
    for (let step = 1; step <= regions.length; step++) {
        const index = (current + by * step + regions.length * 2) % regions.length;
        const region = regions[index];
        if (region === undefined) return;
        const target = region.querySelector<HTMLElement>(FOCUSABLE) ?? region;
        target.focus();
        if (region.contains(document.activeElement)) return;
    }
}

/** One step out: what floats, then the field, then the panel, then the selection. */
export function stepOut(editor: Editor): void {
    const ui = editor.ui.getState();
    const isFloating = ui.picker !== null || ui.menu !== null || ui.connecting !== null;
    if (isFloating || ui.isMoving) {
        editor.ui.setState({ picker: null, menu: null, connecting: null, isMoving: false });
        focusCanvas(editor);
        return;
    }
    const active = document.activeElement;
    if (active instanceof HTMLElement && active.closest("[data-region=inspector]") !== null) {
        focusCanvas(editor);
        return;
    }
    editor.document.select({ nodes: [], edges: [] });
}

export function openMenuAtFocus(editor: Editor): void {
    const { focused } = editor.ui.getState();
    const box = focused === null ? null : cardOf(focused)?.getBoundingClientRect();
    if (focused === null || box === null || box === undefined) return;
    const { nodes } = editor.document.getState().selection;
    if (!nodes.includes(focused)) editor.document.select({ nodes: [focused], edges: [] });
    const x = Math.min(box.right, box.x + CARD.width / 2);
    editor.ui.setState({ menu: { at: { x, y: box.y + 24 }, node: focused } });
}
