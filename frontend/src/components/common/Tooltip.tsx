import { Tooltip as RadixTooltip } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./Kbd.tsx";

export interface TooltipProps {
    readonly content: ReactNode;
    readonly shortcut?: string;
    readonly side?: "top" | "right" | "bottom" | "left";
    readonly tone?: "plain" | "danger";
    /** One element that takes a ref and the usual event props. */
    readonly children: ReactElement;
}

/** Hints only: what must be known stands on the page. */
export function Tooltip({
    content,
    shortcut,
    side = "top",
    tone = "plain",
    children
}: TooltipProps) {
    return (
        <RadixTooltip.Root>
            <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
            <RadixTooltip.Portal>
                <RadixTooltip.Content
                    side={side}
                    sideOffset={6}
                    collisionPadding={8}
                    className={
                        "fade z-70 flex min-h-7 max-w-80 items-center gap-2 rounded-[7px] py-1 pr-2 pl-2.5 text-micro font-medium " +
                        (tone === "danger" ? "bg-err-solid text-primary-fg" : "bg-fg text-surface")
                    }
                >
                    {content}
                    {shortcut !== undefined && <Kbd inherit>{shortcut}</Kbd>}
                </RadixTooltip.Content>
            </RadixTooltip.Portal>
        </RadixTooltip.Root>
    );
}

/** Once, at the root: the first tooltip waits 600 ms, the next ones do not. */
export function TooltipProvider({ children }: { readonly children: ReactNode }) {
    return (
        <RadixTooltip.Provider delayDuration={600} skipDelayDuration={400}>
            {children}
        </RadixTooltip.Provider>
    );
}
