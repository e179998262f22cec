/** As long as a check of the document takes after a keystroke. */
const CHECKED_MS = 250;

/**
 * When a field is left by a press on something else, that must not move away before it is let go: what
 * changes the height of the form waits until then. Answers how to forget about it.
 */
export function afterPress(run: () => void, wait = 0): () => void {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
        timer = setTimeout(run, wait);
    };
    if (document.querySelector(":active") === null) {
        if (wait === 0) run();
        else later();
    } else {
        const { signal } = stop;
        addEventListener("pointerup", later, { once: true, signal });
        addEventListener("pointercancel", later, { once: true, signal });
    }
    return () => {
        stop.abort();
        clearTimeout(timer);
    };
}

/** The same, once what was typed last has been checked. */
export function afterCheck(run: () => void): () => void {
    return afterPress(run, CHECKED_MS);
}
