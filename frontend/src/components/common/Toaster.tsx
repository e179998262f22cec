import { lazy, Suspense, useSyncExternalStore } from "react";
import { isToastWanted, onToastWanted } from "./toast-messages.ts";

const ToastHost = lazy(async () => {
    const { ToastHost: host } = await import("./ToastHost.tsx");
    return { default: host };
});

/** Once, at the root. */
export function Toaster() {
    const isWanted = useSyncExternalStore(onToastWanted, isToastWanted);
    if (!isWanted) return null;
    return (
        <Suspense fallback={null}>
            <ToastHost />
        </Suspense>
    );
}
