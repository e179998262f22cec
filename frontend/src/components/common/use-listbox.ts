import { useEffect, useRef, useState } from "react";
import type { KeyboardEvent } from "react";

export interface ListboxItem {
    readonly label: string;
    readonly disabled?: boolean;
}

export interface ListboxOptions {
    readonly items: readonly ListboxItem[];
    readonly chosen: number;
    readonly onChoose: (index: number) => void;
}

const TYPEAHEAD_MS = 600;

/**
 * The keyboard of a select-only combobox: the focus stays on the button, `active` walks the options.
 *
 *     closed: arrows, Enter, Space open it; letters choose        open: arrows, Home, End, letters move;
 *     Enter, Space, Tab choose; Esc closes (the layer underneath does that)
 */
export function useListbox({ items, chosen, onChoose }: ListboxOptions) {
    const [isOpen, setOpen] = useState(false);
    const [active, setActive] = useState(-1);
    const typed = useRef("");
    const typedTimer = useRef<ReturnType<typeof setTimeout>>(undefined);
    useEffect(() => () => clearTimeout(typedTimer.current), []);

    function open(at: number = chosen) {
        setActive(at === -1 ? step(items, -1, 1) : at);
        setOpen(true);
    }

    function choose(index: number) {
        const item = items[index];
        setOpen(false);
        if (item !== undefined && item.disabled !== true && index !== chosen) onChoose(index);
    }

    function type(letter: string) {
        clearTimeout(typedTimer.current);
        typedTimer.current = setTimeout(() => (typed.current = ""), TYPEAHEAD_MS);
        typed.current += letter.toLowerCase();
        const from = isOpen ? active : chosen;
        const found = findByText(items, { text: typed.current, from });
        if (found === -1) return;
        if (isOpen) setActive(found);
        else choose(found);
    }

    function pressOpen(key: string): boolean {
        if (key === "ArrowDown") setActive(step(items, active, 1));
        else if (key === "ArrowUp") setActive(step(items, active, -1));
        else if (key === "Home") setActive(step(items, -1, 1));
        else if (key === "End") setActive(step(items, items.length, -1));
        else if (key === "Enter") choose(active);
        else return false;
        return true;
    }

    function onKeyDown(event: KeyboardEvent) {
        const { key } = event;
        if (event.ctrlKey || event.metaKey) return;
        if (isOpen && key === "Tab") return choose(active);
        const isLetter = key.length === 1 && (key !== " " || typed.current !== "");
        if (isLetter) type(key);
        else if (isOpen && key === " ") choose(active);
        else if (isOpen) {
            if (!pressOpen(key)) return;
        } else if (/^(ArrowDown|ArrowUp|Enter| )$/u.test(key)) open();
        else return;
        event.preventDefault();
        event.stopPropagation();
    }

    return { isOpen, active, setActive, open, close: () => setOpen(false), choose, onKeyDown };
}

/** The next one that can be chosen, staying where it is at the ends. */
function step(items: readonly ListboxItem[], from: number, by: 1 | -1): number {
    for (let index = from + by; index >= 0 && index < items.length; index += by) {
        if (items[index]?.disabled !== true) return index;
    }
    return from;
}

/** One letter again and again goes round; several narrow down from where one is. */
function findByText(
    items: readonly ListboxItem[],
    search: { readonly text: string; readonly from: number }
): number {
    const first = search.text[0] ?? "";
    const isRepeated = [...search.text].every((letter) => letter === first);
    const text = isRepeated ? first : search.text;
    const start = Math.max(0, isRepeated ? search.from + 1 : search.from);
    for (let offset = 0; offset < items.length; offset++) {
        const index = (start + offset) % items.length;
        const item = items[index];
        if (item?.disabled !== true && item?.label.toLowerCase().startsWith(text)) return index;
    }
    return -1;
}
