import { useEffect, useEffectEvent } from "react";

/** A single key for the whole page; never while somebody types, never with a modifier. */
export function useKey(key: string, perform: () => void): void {
    const act = useEffectEvent(perform);
    useEffect(() => {
        function press(event: KeyboardEvent) {
            if (event.key !== key || event.defaultPrevented || event.repeat) return;
            if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
            event.preventDefault();
            act();
        }
        addEventListener("keydown", press);
        return () => removeEventListener("keydown", press);
    }, [key]);
}

function isTyping(target: EventTarget | null): boolean {
    if (!(target instanceof HTMLElement)) return false;
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/u.test(target.tagName);
}
