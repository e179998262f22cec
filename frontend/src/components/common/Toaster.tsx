import { useEffect, useState, useSyncExternalStore } from "react";
import { Icon } from "./Icon.tsx";
import { IconButton } from "./IconButton.tsx";
import type { IconName } from "./icon-shapes.tsx";
import { useCommonTexts } from "./texts.tsx";
import { dismissToast, onToasts, shownToasts } from "./toast-messages.ts";
import type { ShownToast, ToastMessage } from "./toast-messages.ts";

const LOOK: Record<
    NonNullable<ToastMessage["tone"]>,
    { readonly icon: IconName; readonly color: string }
> = {
    ok: { icon: "check", color: "text-ok" },
    warn: { icon: "alert", color: "text-warn" },
    err: { icon: "close", color: "text-err" },
    info: { icon: "info", color: "text-fg-3" }
};

/**
 * Once, at the root. Its region is there before the first toast, so that readers announce what comes
 * into it, and above dialogs. Nothing leaves while it is pointed at, has the focus, or nobody looks.
 */
export function Toaster() {
    const texts = useCommonTexts();
    const toasts = useSyncExternalStore(onToasts, shownToasts);
    const [isHeld, setHeld] = useState(false);
    const isAway = useSyncExternalStore(onVisibility, () => document.hidden);
    // Where the last card went away under the pointer, no leaving is ever reported.
    const isPaused = toasts.length > 0 && (isHeld || isAway);
    if (toasts.length === 0 && isHeld) setHeld(false);

    return (
        <section
            aria-label={texts.notifications}
            aria-live="polite"
            aria-relevant="additions text"
            // Above the bar at the foot of the builder: its buttons stay free.
            className="pointer-events-none fixed right-4 bottom-12 z-60 flex flex-col items-end gap-2"
            onPointerEnter={() => setHeld(true)}
            onPointerLeave={() => setHeld(false)}
            onFocus={() => setHeld(true)}
            onBlur={() => setHeld(false)}
        >
            {toasts.map((toast) => (
                <ToastCard key={toast.key} toast={toast} isPaused={isPaused} />
            ))}
        </section>
    );
}

function ToastCard(props: { readonly toast: ShownToast; readonly isPaused: boolean }) {
    const { key, message } = props.toast;
    const { tone = "ok", text, action } = message;
    const texts = useCommonTexts();
    const look = LOOK[tone];
    const isLasting = tone === "err" || action !== undefined;
    const duration = message.duration ?? (isLasting ? 8000 : 4000);

    useEffect(() => {
        if (props.isPaused) return;
        const timer = setTimeout(() => dismissToast(key), duration);
        return () => clearTimeout(timer);
    }, [key, message, duration, props.isPaused]);

    return (
        <div className="rise pointer-events-auto flex w-[360px] max-w-[calc(100vw-32px)] items-center gap-2.5 rounded-card bg-surface-3 py-1.5 pr-1.5 pl-3 text-small text-fg shadow-e2">
            <Icon name={look.icon} className={look.color} />
            <p className="min-w-0 flex-1 py-1 wrap-break-word">{text}</p>
            {action !== undefined && (
                <button
                    type="button"
                    className="min-h-6 rounded-xs px-1 font-medium text-primary hover:underline"
                    onClick={() => {
                        action.perform();
                        dismissToast(key);
                    }}
                >
                    {action.label}
                </button>
            )}
            <IconButton
                icon="close"
                size="sm"
                label={texts.close}
                tooltip={false}
                onClick={() => dismissToast(key)}
            />
        </div>
    );
}

function onVisibility(listener: () => void): () => void {
    document.addEventListener("visibilitychange", listener);
    return () => document.removeEventListener("visibilitychange", listener);
}
