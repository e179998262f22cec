import { useEffect } from "react";
import type { ElementType, ReactNode, Ref } from "react";

/**
 * Stands in for `react-remove-scroll`, which Radix's modal parts ask for by that name (see the alias in
 * `vite.config.ts`): the original writes a <style> element, and our content security policy allows none.
 * While one is mounted the page behind does not scroll; the scrim scrolls what is in front.
 */
interface RemoveScrollProps {
    readonly as?: ElementType;
    readonly enabled?: boolean;
    readonly allowPinchZoom?: boolean;
    readonly shards?: readonly unknown[];
    readonly children?: ReactNode;
    readonly ref?: Ref<unknown>;
    readonly [prop: string]: unknown;
}

let locks = 0;

export function RemoveScroll(props: RemoveScrollProps) {
    const {
        as: Part = "div",
        enabled = true,
        allowPinchZoom: _pinch,
        shards: _shards,
        ...rest
    } = props;
    useEffect(() => {
        if (!enabled) return;
        locks += 1;
        const page = document.documentElement;
        // Keeps the room of a scroll bar only where one was: other pages would jump.
        if (locks === 1) page.dataset["scrollLocked"] = innerWidth > page.clientWidth ? "bar" : "";
        return () => {
            locks -= 1;
            if (locks === 0) delete document.documentElement.dataset["scrollLocked"];
        };
    }, [enabled]);
    return <Part {...rest} />;
}
