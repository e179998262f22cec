import clsx from "clsx";
import { Popover } from "radix-ui";
import { useId, useRef } from "react";
import type { KeyboardEvent, Ref } from "react";
import { useFieldControl } from "./Field.tsx";
import type { FieldControl } from "./Field.tsx";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icon-shapes.tsx";
import { inputClass } from "./input-class.ts";
import type { InputSize } from "./input-class.ts";
import { useListbox } from "./use-listbox.ts";

export interface SelectOption {
    readonly value: string;
    readonly label: string;
    readonly icon?: IconName;
    readonly hint?: string;
    readonly disabled?: boolean;
    /** Options with the same group stand together, one after the other, under its name. */
    readonly group?: string;
}

export interface SelectProps {
    readonly value: string | null;
    readonly onChange: (value: string) => void;
    readonly options: readonly SelectOption[];
    readonly placeholder?: string;
    readonly size?: InputSize;
    readonly quiet?: boolean;
    readonly disabled?: boolean;
    /** Needed when it stands outside a Field. */
    readonly label?: string;
    readonly className?: string;
}

/**
 * One of a closed list: the select-only combobox of the ARIA practices. Not Radix's, which hides the
 * whole page from assistive technology while its focusable parts stay reachable.
 */
export function Select(props: SelectProps) {
    const { options } = props;
    const field = useFieldControl();
    const listId = useId();
    const trigger = useRef<HTMLButtonElement>(null);
    const chosen = options.findIndex((option) => option.value === props.value);
    const shown = options[chosen];
    const list = useListbox({
        items: options,
        chosen,
        onChoose: (index) => {
            const option = options[index];
            if (option !== undefined) props.onChange(option.value);
        }
    });

    /** The button opens and closes by itself; the layer must not close first. */
    function keepForTrigger(event: Event) {
        const { target } = event;
        if (target instanceof Node && trigger.current?.contains(target) === true) {
            event.preventDefault();
        }
    }

    return (
        <Popover.Root open={list.isOpen} onOpenChange={(isOpen) => !isOpen && list.close()}>
            <Popover.Anchor asChild>
                <SelectTrigger
                    {...props}
                    ref={trigger}
                    listId={listId}
                    shown={shown}
                    isOpen={list.isOpen}
                    active={list.active}
                    onToggle={() => (list.isOpen ? list.close() : list.open())}
                    onKeyDown={list.onKeyDown}
                />
            </Popover.Anchor>
            <Popover.Portal>
                <Popover.Content
                    id={listId}
                    role="listbox"
                    aria-label={props.label}
                    aria-labelledby={field?.labelId}
                    tabIndex={-1}
                    align="start"
                    sideOffset={4}
                    collisionPadding={8}
                    onOpenAutoFocus={(event) => event.preventDefault()}
                    onCloseAutoFocus={(event) => event.preventDefault()}
                    onInteractOutside={keepForTrigger}
                    className="rise z-60 max-h-[min(360px,var(--radix-popover-content-available-height))] min-w-(--radix-popover-trigger-width) overflow-y-auto rounded-card bg-surface-3 p-1 shadow-e2 outline-none"
                >
                    {options.map((option, index) => (
                        <SelectRow
                            key={option.value}
                            id={`${listId}-${index}`}
                            option={option}
                            heading={
                                option.group !== options[index - 1]?.group
                                    ? option.group
                                    : undefined
                            }
                            isActive={index === list.active}
                            isChosen={index === chosen}
                            onActivate={() => list.setActive(index)}
                            onChoose={() => list.choose(index)}
                        />
                    ))}
                </Popover.Content>
            </Popover.Portal>
        </Popover.Root>
    );
}

interface SelectTriggerProps extends Pick<
    SelectProps,
    "disabled" | "label" | "size" | "quiet" | "className" | "placeholder"
> {
    readonly ref: Ref<HTMLButtonElement>;
    readonly listId: string;
    readonly shown: SelectOption | undefined;
    readonly isOpen: boolean;
    readonly active: number;
    readonly onToggle: () => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
}

function SelectTrigger({ ref, ...props }: SelectTriggerProps) {
    const { listId, shown, isOpen, active } = props;
    const field = useFieldControl();
    return (
        <button
            ref={ref}
            type="button"
            role="combobox"
            id={field?.id}
            disabled={props.disabled}
            aria-haspopup="listbox"
            aria-expanded={isOpen}
            aria-controls={listId}
            aria-activedescendant={isOpen && active >= 0 ? `${listId}-${active}` : undefined}
            {...namesOf(field, props.label)}
            data-state={isOpen ? "open" : "closed"}
            onClick={props.onToggle}
            onKeyDown={props.onKeyDown}
            className={inputClass({
                size: props.size,
                quiet: props.quiet,
                invalid: field?.isInvalid,
                disabled: props.disabled,
                className: clsx("text-left", props.className)
            })}
        >
            {shown?.icon !== undefined && <Icon name={shown.icon} className="text-fg-2" />}
            <span className={clsx("min-w-0 flex-1 truncate", shown === undefined && "text-fg-3")}>
                {shown?.label ?? props.placeholder ?? "\u00a0"}
            </span>
            <Icon name="chevron-down" size={14} className="text-fg-3" />
        </button>
    );
}

function namesOf(field: FieldControl | null, label: string | undefined) {
    if (field === null) return { "aria-label": label };
    return {
        "aria-labelledby": field.labelId,
        "aria-describedby": field.describedBy,
        "aria-invalid": field.isInvalid || undefined,
        "aria-required": field.isRequired || undefined
    };
}

interface SelectRowProps {
    readonly id: string;
    readonly option: SelectOption;
    readonly heading: string | undefined;
    readonly isActive: boolean;
    readonly isChosen: boolean;
    readonly onActivate: () => void;
    readonly onChoose: () => void;
}

const scrollIntoView = (element: HTMLElement | null) =>
    element?.scrollIntoView({ block: "nearest" });

function SelectRow(props: SelectRowProps) {
    const { option, heading, isActive, isChosen } = props;
    const isDisabled = option.disabled === true;
    return (
        <>
            {heading !== undefined && (
                <div
                    role="presentation"
                    className="px-2 pt-1.5 pb-1 text-micro font-medium text-fg-3"
                >
                    {heading}
                </div>
            )}
            {/* The keyboard is the combobox's: options never have the focus. */}
            {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events */}
            <div
                ref={isActive ? scrollIntoView : undefined}
                id={props.id}
                role="option"
                tabIndex={-1}
                aria-selected={isChosen}
                aria-disabled={isDisabled || undefined}
                onPointerMove={() => !isDisabled && props.onActivate()}
                onClick={() => !isDisabled && props.onChoose()}
                className={clsx(
                    "flex min-h-[30px] cursor-pointer items-center gap-2 rounded-control px-2 text-small outline-none select-none",
                    isDisabled && "text-fg-3",
                    isActive && "bg-hover"
                )}
            >
                <span className="flex w-4 flex-none justify-center text-primary">
                    {isChosen && <Icon name="check" size={14} />}
                </span>
                {option.icon !== undefined && <Icon name={option.icon} className="text-fg-3" />}
                <span className="min-w-0 flex-1">{option.label}</span>
                {option.hint !== undefined && (
                    <span className="pl-4 text-micro text-fg-3">{option.hint}</span>
                )}
            </div>
        </>
    );
}
