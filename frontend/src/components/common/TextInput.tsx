import clsx from "clsx";
import type { ComponentPropsWithRef, ReactNode } from "react";
import { fieldAria, useFieldControl } from "./Field.tsx";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icon-shapes.tsx";
import { inputClass } from "./input-class.ts";
import type { InputSize } from "./input-class.ts";

export interface TextInputProps extends Omit<ComponentPropsWithRef<"input">, "size"> {
    readonly size?: InputSize;
    readonly icon?: IconName;
    readonly trailing?: ReactNode;
    /** A softer line where the field is not something to fill in, like a search. */
    readonly quiet?: boolean;
    readonly mono?: boolean;
    readonly frameClassName?: string;
}

export function TextInput(props: TextInputProps) {
    const { size, icon, trailing, quiet, mono = false, frameClassName, className, ...rest } = props;
    const field = useFieldControl();
    return (
        <div
            className={inputClass({
                size,
                quiet,
                invalid: field?.isInvalid,
                disabled: rest.disabled,
                className: frameClassName
            })}
        >
            {icon !== undefined && <Icon name={icon} className="text-fg-3" />}
            <input
                type="text"
                {...fieldAria(field)}
                {...rest}
                className={clsx(
                    "w-full min-w-0 self-stretch bg-transparent outline-none",
                    mono && "font-mono text-mono",
                    className
                )}
            />
            {trailing}
        </div>
    );
}
