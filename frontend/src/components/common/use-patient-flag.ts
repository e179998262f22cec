import { useEffect, useRef, useState } from "react";

const SHOW_AFTER_MS = 150;
const STAY_FOR_MS = 300;

/** True only when `busy` lasts: shown after 150 ms, then for at least 300 ms, so nothing flickers. */
export function usePatientFlag(busy: boolean): boolean {
    const [shown, setShown] = useState(false);
    const shownAt = useRef(0);

    useEffect(() => {
        if (busy === shown) return;
        const delay = busy ? SHOW_AFTER_MS : STAY_FOR_MS - (performance.now() - shownAt.current);
        const timer = setTimeout(
            () => {
                if (busy) shownAt.current = performance.now();
                setShown(busy);
            },
            Math.max(0, delay)
        );
        return () => clearTimeout(timer);
    }, [busy, shown]);

    return shown;
}
