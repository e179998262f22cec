import { useEffect } from "react";
import { Toaster as SonnerToaster, toast as sonner } from "sonner";
import { Icon } from "./Icon.tsx";
import { IconButton } from "./IconButton.tsx";
import type { IconName } from "./icon-shapes.tsx";
import { useCommonTexts } from "./texts.tsx";
import { attachToastHost } from "./toast-messages.ts";
import type { ToastMessage } from "./toast-messages.ts";

const LOOK: Record<
    NonNullable<ToastMessage["tone"]>,
    { readonly icon: IconName; readonly color: string }
> = {
    ok: { icon: "check", color: "text-ok" },
    warn: { icon: "retry", color: "text-warn" },
    err: { icon: "close", color: "text-err" },
    info: { icon: "info", color: "text-fg-3" }
};

export function ToastHost() {
    const texts = useCommonTexts();
    useEffect(
        () => attachToastHost({ show, dismiss: (id: string) => void sonner.dismiss(id) }),
        []
    );
    return (
        <SonnerToaster
            position="bottom-right"
            containerAriaLabel={texts.notifications}
            gap={8}
            visibleToasts={4}
            style={{ fontFamily: "inherit" }}
            toastOptions={{ unstyled: true }}
        />
    );
}

function show(message: ToastMessage): void {
    const { tone = "ok", action, id } = message;
    const isLasting = tone === "err" || action !== undefined;
    sonner.custom((toastId) => <ToastCard message={message} toastId={toastId} />, {
        id,
        duration: message.duration ?? (isLasting ? 8000 : 4000)
    });
}

function ToastCard(props: { readonly message: ToastMessage; readonly toastId: string | number }) {
    const { tone = "ok", text, action } = props.message;
    const texts = useCommonTexts();
    const look = LOOK[tone];
    const dismiss = () => sonner.dismiss(props.toastId);
    return (
        <div className="flex w-[360px] max-w-[calc(100vw-32px)] items-center gap-2.5 rounded-card bg-surface-3 py-1.5 pr-1.5 pl-3 text-small text-fg shadow-e2">
            <Icon name={look.icon} className={look.color} />
            <p className="min-w-0 flex-1 py-1 wrap-break-word">{text}</p>
            {action !== undefined && (
                <button
                    type="button"
                    className="min-h-6 rounded-xs px-1 font-medium text-primary hover:underline"
                    onClick={() => {
                        action.perform();
                        dismiss();
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
                onClick={dismiss}
            />
        </div>
    );
}
