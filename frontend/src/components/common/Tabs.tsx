import clsx from "clsx";
import { Tabs as RadixTabs } from "radix-ui";
import type { ReactNode } from "react";

export interface TabItem {
    readonly value: string;
    readonly label: string;
    /** A CountBadge, for problems or logs. */
    readonly badge?: ReactNode;
    readonly content: ReactNode;
}

export interface TabsProps {
    readonly label: string;
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly items: readonly TabItem[];
    readonly className?: string;
    readonly listClassName?: string;
    readonly panelClassName?: string;
}

export function Tabs(props: TabsProps) {
    return (
        <RadixTabs.Root
            value={props.value}
            onValueChange={props.onChange}
            className={clsx("flex min-h-0 flex-col", props.className)}
        >
            <RadixTabs.List
                aria-label={props.label}
                className={clsx(
                    "flex h-9 flex-none gap-5 overflow-x-auto overflow-y-hidden border-b border-line px-4",
                    props.listClassName
                )}
            >
                {props.items.map((item) => (
                    <RadixTabs.Trigger
                        key={item.value}
                        value={item.value}
                        className="inline-flex items-center gap-1.5 border-b-2 border-transparent text-small font-medium whitespace-nowrap text-fg-2 -outline-offset-2 hover:text-fg data-[state=active]:border-primary data-[state=active]:text-fg"
                    >
                        {item.label}
                        {item.badge}
                    </RadixTabs.Trigger>
                ))}
            </RadixTabs.List>
            {props.items.map((item) => (
                <RadixTabs.Content
                    key={item.value}
                    value={item.value}
                    className={clsx("min-h-0 -outline-offset-2", props.panelClassName)}
                >
                    {item.content}
                </RadixTabs.Content>
            ))}
        </RadixTabs.Root>
    );
}
