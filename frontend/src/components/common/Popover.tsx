import clsx from "clsx";
import { Popover as RadixPopover } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

export interface PopoverProps {
    readonly trigger: ReactElement;
    /** The accessible name of the floating panel. */
    readonly label: string;
    readonly children: ReactNode;
    readonly side?: "top" | "right" | "bottom" | "left";
    readonly align?: "start" | "center" | "end";
    readonly open?: boolean;
    readonly onOpenChange?: (open: boolean) => void;
    readonly className?: string;
}

export function Popover(props: PopoverProps) {
    return (
        <RadixPopover.Root open={props.open} onOpenChange={props.onOpenChange}>
            <RadixPopover.Trigger asChild>{props.trigger}</RadixPopover.Trigger>
            <RadixPopover.Portal>
                <RadixPopover.Content
                    aria-label={props.label}
                    side={props.side ?? "bottom"}
                    align={props.align ?? "start"}
                    sideOffset={6}
                    collisionPadding={8}
                    className={clsx(
                        "rise z-60 max-h-(--radix-popover-content-available-height) w-72 overflow-y-auto rounded-card bg-surface-3 p-3 shadow-e2 outline-none",
                        props.className
                    )}
                >
                    {props.children}
                </RadixPopover.Content>
            </RadixPopover.Portal>
        </RadixPopover.Root>
    );
}
