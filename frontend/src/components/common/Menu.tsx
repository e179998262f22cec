import clsx from "clsx";
import { DropdownMenu } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icon-shapes.tsx";

export interface MenuProps {
    /** The button that opens it: one element that takes a ref. */
    readonly trigger: ReactElement;
    readonly children: ReactNode;
    readonly label?: string;
    readonly align?: "start" | "center" | "end";
    readonly side?: "top" | "right" | "bottom" | "left";
    readonly width?: number;
    readonly open?: boolean;
    readonly onOpenChange?: (open: boolean) => void;
}

export interface MenuItemProps {
    readonly icon?: IconName;
    readonly shortcut?: string;
    readonly danger?: boolean;
    readonly disabled?: boolean;
    readonly onSelect: () => void;
    readonly children: ReactNode;
}

const ITEM =
    "flex min-h-[30px] cursor-pointer items-center gap-2 rounded-control px-2 text-small outline-none select-none data-disabled:cursor-not-allowed data-disabled:text-fg-3 data-highlighted:bg-hover";

export function Menu(props: MenuProps) {
    return (
        <DropdownMenu.Root open={props.open} onOpenChange={props.onOpenChange} modal={false}>
            <DropdownMenu.Trigger asChild>{props.trigger}</DropdownMenu.Trigger>
            <DropdownMenu.Portal>
                <DropdownMenu.Content
                    aria-label={props.label}
                    align={props.align ?? "end"}
                    side={props.side ?? "bottom"}
                    sideOffset={4}
                    collisionPadding={8}
                    style={{ width: props.width ?? 220 }}
                    className="rise z-60 max-h-(--radix-dropdown-menu-content-available-height) overflow-y-auto rounded-card bg-surface-3 p-1 shadow-e2"
                >
                    {props.children}
                </DropdownMenu.Content>
            </DropdownMenu.Portal>
        </DropdownMenu.Root>
    );
}

export function MenuItem({ icon, shortcut, danger, disabled, onSelect, children }: MenuItemProps) {
    return (
        <DropdownMenu.Item
            disabled={disabled}
            onSelect={onSelect}
            className={clsx(ITEM, danger === true && "text-err")}
        >
            {icon !== undefined && (
                <Icon name={icon} className={danger === true ? "" : "text-fg-3"} />
            )}
            <span className="min-w-0 flex-1">{children}</span>
            {shortcut !== undefined && (
                <span className="pl-3 text-[0.6875rem] font-medium text-fg-3">{shortcut}</span>
            )}
        </DropdownMenu.Item>
    );
}

export interface MenuChoiceProps<Value extends string> {
    readonly label: string;
    readonly value: Value;
    readonly onChange: (value: Value) => void;
    readonly options: readonly {
        readonly value: Value;
        readonly label: string;
        readonly icon?: IconName;
    }[];
}

/** One of a few inside a menu; the chosen one carries the check. */
export function MenuChoice<Value extends string>(props: MenuChoiceProps<Value>) {
    return (
        <>
            <MenuHeading>{props.label}</MenuHeading>
            <DropdownMenu.RadioGroup value={props.value} aria-label={props.label}>
                {props.options.map((option) => (
                    <DropdownMenu.RadioItem
                        key={option.value}
                        value={option.value}
                        onSelect={() => props.onChange(option.value)}
                        className={ITEM}
                    >
                        {option.icon !== undefined && (
                            <Icon name={option.icon} className="text-fg-3" />
                        )}
                        <span className="min-w-0 flex-1">{option.label}</span>
                        <DropdownMenu.ItemIndicator>
                            <Icon name="check" size={14} className="text-primary" />
                        </DropdownMenu.ItemIndicator>
                    </DropdownMenu.RadioItem>
                ))}
            </DropdownMenu.RadioGroup>
        </>
    );
}

export function MenuHeading({ children }: { readonly children: ReactNode }) {
    return (
        <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-micro font-medium text-fg-3">
            {children}
        </DropdownMenu.Label>
    );
}

export function MenuSeparator() {
    return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
