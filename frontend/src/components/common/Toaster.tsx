import { useEffect, useState, useSyncExternalStore } from "react";
import type { ComponentType } from "react";
import { isToastWanted, onToastWanted } from "./toast-messages.ts";

/** Once, at the root. */
export function Toaster() {
    const isWanted = useSyncExternalStore(onToastWanted, isToastWanted);
    const [Host, setHost] = useState<ComponentType | null>(null);

    useEffect(() => {
        if (!isWanted || Host !== null) return;
        let isGone = false;
        // Not `lazy`: without network the code does not come, and a toast must not break the page.
        import("./ToastHost.tsx").then(
            ({ ToastHost }) => {
                if (!isGone) setHost(() => ToastHost);
            },
            () => {}
        );
        return () => {
            isGone = true;
        };
    }, [isWanted, Host]);

    return Host === null ? null : <Host />;
}
