import type { ComponentPropsWithRef } from "react";
import { fieldAria, useFieldControl } from "./Field.tsx";
import { inputClass } from "./input-class.ts";

export interface TextAreaProps extends ComponentPropsWithRef<"textarea"> {
    readonly mono?: boolean;
}

/** Grows with what is typed, up to a third of the screen. */
export function TextArea({ mono = false, className, ...rest }: TextAreaProps) {
    const field = useFieldControl();
    return (
        <textarea
            rows={3}
            {...fieldAria(field)}
            {...rest}
            className={inputClass({
                invalid: field?.isInvalid,
                disabled: rest.disabled,
                className: [
                    "field-sizing-content max-h-[33vh] min-h-17 resize-y py-1.5",
                    mono ? "font-mono text-mono" : "",
                    className ?? ""
                ].join(" ")
            })}
        />
    );
}
