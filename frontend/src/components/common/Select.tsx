import clsx from "clsx";
import { Select as RadixSelect } from "radix-ui";
import { useFieldControl } from "./Field.tsx";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icon-shapes.tsx";
import { inputClass } from "./input-class.ts";
import type { InputSize } from "./input-class.ts";

export interface SelectOption {
    readonly value: string;
    readonly label: string;
    readonly icon?: IconName;
    readonly hint?: string;
    readonly disabled?: boolean;
    /** Options with the same group stand together under its name. */
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

/** A closed list. An empty string may be an option's value, unlike in the library underneath. */
export function Select(props: SelectProps) {
    const field = useFieldControl();
    const chosen = props.options.find((option) => option.value === props.value);
    return (
        <RadixSelect.Root
            value={chosen === undefined ? "" : wrap(chosen.value)}
            onValueChange={(value) => props.onChange(unwrap(value))}
            disabled={props.disabled}
        >
            <RadixSelect.Trigger
                id={field?.id}
                aria-label={field === null ? props.label : undefined}
                aria-labelledby={field?.labelId}
                aria-describedby={field?.describedBy}
                aria-invalid={field?.isInvalid}
                aria-required={field?.isRequired}
                className={inputClass({
                    size: props.size,
                    quiet: props.quiet,
                    invalid: field?.isInvalid,
                    disabled: props.disabled,
                    className: clsx("text-left data-placeholder:text-fg-3", props.className)
                })}
            >
                {chosen?.icon !== undefined && <Icon name={chosen.icon} className="text-fg-2" />}
                <span className="min-w-0 flex-1 truncate">
                    <RadixSelect.Value placeholder={props.placeholder}>
                        {chosen?.label}
                    </RadixSelect.Value>
                </span>
                <Icon name="chevron-down" size={14} className="text-fg-3" />
            </RadixSelect.Trigger>
            <RadixSelect.Portal>
                <RadixSelect.Content
                    position="popper"
                    sideOffset={4}
                    collisionPadding={8}
                    className="rise z-60 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-card bg-surface-3 p-1 shadow-e2"
                >
                    <RadixSelect.Viewport>
                        {groupsOf(props.options).map(([group, options]) => (
                            <RadixSelect.Group key={group}>
                                {group !== "" && (
                                    <RadixSelect.Label className="px-2 pt-1.5 pb-1 text-micro font-medium text-fg-3">
                                        {group}
                                    </RadixSelect.Label>
                                )}
                                {options.map((option) => (
                                    <SelectItem key={option.value} option={option} />
                                ))}
                            </RadixSelect.Group>
                        ))}
                    </RadixSelect.Viewport>
                </RadixSelect.Content>
            </RadixSelect.Portal>
        </RadixSelect.Root>
    );
}

function SelectItem({ option }: { readonly option: SelectOption }) {
    return (
        <RadixSelect.Item
            value={wrap(option.value)}
            disabled={option.disabled}
            className="flex h-[30px] cursor-pointer items-center gap-2 rounded-control px-2 text-small outline-none select-none data-disabled:text-fg-3 data-highlighted:bg-hover"
        >
            <span className="flex w-4 flex-none justify-center text-primary">
                <RadixSelect.ItemIndicator>
                    <Icon name="check" size={14} />
                </RadixSelect.ItemIndicator>
            </span>
            {option.icon !== undefined && <Icon name={option.icon} className="text-fg-3" />}
            <RadixSelect.ItemText>{option.label}</RadixSelect.ItemText>
            {option.hint !== undefined && (
                <span className="ml-auto pl-4 text-micro text-fg-3">{option.hint}</span>
            )}
        </RadixSelect.Item>
    );
}

function groupsOf(options: readonly SelectOption[]): [string, SelectOption[]][] {
    const groups = new Map<string, SelectOption[]>();
    for (const option of options) {
        const name = option.group ?? "";
        groups.set(name, [...(groups.get(name) ?? []), option]);
    }
    return [...groups];
}

// Radix reads an empty value as "nothing chosen"; a prefix keeps "" usable as a choice.
const wrap = (value: string) => `=${value}`;
const unwrap = (value: string) => value.slice(1);
