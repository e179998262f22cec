import clsx from "clsx";
import type { ReactNode } from "react";

export interface KbdProps {
    readonly children: ReactNode;
    /** On a filled button or a tooltip: takes the text colour around it. */
    readonly inherit?: boolean;
    readonly className?: string;
}

export function Kbd({ children, inherit = false, className }: KbdProps) {
    return (
        <kbd
            className={clsx(
                "inline-flex h-[18px] min-w-[18px] flex-none items-center justify-center whitespace-nowrap rounded-xs border px-1 font-sans text-[0.6875rem] leading-4 font-medium",
                inherit ? "border-current/40" : "border-line-node bg-surface-2 text-fg-3",
                className
            )}
        >
            {children}
        </kbd>
    );
}
