import { Switch as RadixSwitch } from "radix-ui";
import { useId } from "react";
import type { ReactNode } from "react";
import { useFieldControl } from "./Field.tsx";

export interface SwitchProps {
    readonly checked: boolean;
    readonly onChange: (checked: boolean) => void;
    /** The text beside it; left out only inside a Field, which then names it. */
    readonly label?: ReactNode;
    readonly disabled?: boolean;
}

/** For what takes effect at once; a checkbox is for what is sent later. */
export function Switch({ checked, onChange, label, disabled }: SwitchProps) {
    const field = useFieldControl();
    const ownId = useId();
    const id = field?.id ?? ownId;
    return (
        <div className="flex min-h-6 items-center gap-2">
            <RadixSwitch.Root
                id={id}
                checked={checked}
                onCheckedChange={onChange}
                disabled={disabled}
                aria-describedby={field?.describedBy}
                className="relative h-[18px] w-8 flex-none rounded-full bg-line-strong motion-hover after:absolute after:-inset-[3px] disabled:opacity-60 data-[state=checked]:bg-primary-solid"
            >
                <RadixSwitch.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-primary-fg shadow-e1 transition-transform duration-120 ease-house data-[state=checked]:translate-x-4" />
            </RadixSwitch.Root>
            {label !== undefined && (
                <label htmlFor={id} className="text-small">
                    {label}
                </label>
            )}
        </div>
    );
}
