import { useCallback, useSyncExternalStore } from "react";

export function useMediaQuery(query: string): boolean {
    const subscribe = useCallback(
        (onChange: () => void) => {
            const list = matchMedia(query);
            list.addEventListener("change", onChange);
            return () => list.removeEventListener("change", onChange);
        },
        [query]
    );
    return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** Phones: below 640 px tables become lists and dialogs become sheets. */
export function useIsNarrow(): boolean {
    return useMediaQuery("(max-width: 639px)");
}
