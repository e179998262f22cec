import { useCallback, useLayoutEffect, useRef, useState } from "react";
import type { RefObject } from "react";

/** Rows above and below what is seen, so that a quick scroll finds them there. */
const SPARE = 8;

export interface WindowRows {
    readonly box: RefObject<HTMLDivElement | null>;
    readonly first: number;
    readonly end: number;
    /** Of all rows together, for the element that holds them. */
    readonly height: number;
    readonly onScroll: () => void;
    readonly reveal: (index: number) => void;
    readonly toEnd: () => void;
    readonly isAtEnd: () => boolean;
}

/** Only the rows in sight are in the page: all of them have the same height. */
export function useWindowRows(count: number, rowHeight: number, head = 0): WindowRows {
    const box = useRef<HTMLDivElement>(null);
    const [seen, setSeen] = useState({ top: 0, height: 400 });

    const measure = useCallback(() => {
        const { current } = box;
        if (current === null) return;
        const { scrollTop: top, clientHeight: height } = current;
        setSeen((before) =>
            before.top === top && before.height === height ? before : { top, height }
        );
    }, []);

    useLayoutEffect(() => {
        const { current } = box;
        if (current === null) return undefined;
        measure();
        if (typeof ResizeObserver === "undefined") return undefined;
        const observer = new ResizeObserver(measure);
        observer.observe(current);
        return () => observer.disconnect();
    }, [measure]);

    const reveal = useCallback(
        (index: number) => {
            const { current } = box;
            if (current === null || index < 0) return;
            const top = index * rowHeight;
            const room = current.clientHeight - head;
            if (top < current.scrollTop) current.scrollTop = top;
            else if (top + rowHeight > current.scrollTop + room) {
                current.scrollTop = top + rowHeight - room;
            }
        },
        [rowHeight, head]
    );
    const toEnd = useCallback(() => {
        if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
    }, []);
    const isAtEnd = useCallback(() => {
        const { current } = box;
        if (current === null) return true;
        return current.scrollHeight - current.scrollTop - current.clientHeight < rowHeight;
    }, [rowHeight]);

    return {
        box,
        first: Math.max(0, Math.floor(seen.top / rowHeight) - SPARE),
        end: Math.min(count, Math.ceil((seen.top + seen.height) / rowHeight) + SPARE),
        height: count * rowHeight,
        onScroll: measure,
        reveal,
        toEnd,
        isAtEnd
    };
}
