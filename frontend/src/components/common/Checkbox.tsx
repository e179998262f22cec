import { Checkbox as RadixCheckbox } from "radix-ui";
import { useId } from "react";
import type { ReactNode } from "react";
import { useFieldControl } from "./Field.tsx";
import { Icon } from "./Icon.tsx";

export interface CheckboxProps {
    readonly checked: boolean | "mixed";
    readonly onChange: (checked: boolean) => void;
    /** The text beside it; left out only inside a Field, which then names it. */
    readonly label?: ReactNode;
    readonly help?: ReactNode;
    readonly disabled?: boolean;
}

export function Checkbox({ checked, onChange, label, help, disabled }: CheckboxProps) {
    const field = useFieldControl();
    const ownId = useId();
    const id = field?.id ?? ownId;
    return (
        <div className="flex min-h-6 items-start gap-2">
            <RadixCheckbox.Root
                id={id}
                checked={checked === "mixed" ? "indeterminate" : checked}
                onCheckedChange={(next) => onChange(next === true)}
                disabled={disabled}
                aria-describedby={field?.describedBy}
                className="relative mt-1 flex size-4 flex-none items-center justify-center rounded-xs border-[1.5px] border-line-strong bg-surface text-primary-fg after:absolute after:-inset-1.5 data-[state=checked]:border-primary-solid data-[state=checked]:bg-primary-solid data-[state=indeterminate]:border-primary-solid data-[state=indeterminate]:bg-primary-solid disabled:opacity-60"
            >
                <RadixCheckbox.Indicator>
                    <Icon name={checked === "mixed" ? "minus" : "check"} size={12} />
                </RadixCheckbox.Indicator>
            </RadixCheckbox.Root>
            {label !== undefined && (
                <div className="py-[3px] text-small">
                    <label htmlFor={id}>{label}</label>
                    {help !== undefined && <p className="text-micro text-fg-3">{help}</p>}
                </div>
            )}
        </div>
    );
}
