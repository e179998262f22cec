import type { ComponentPropsWithRef, MouseEvent, ReactNode } from "react";
import { buttonClass } from "./button-class.ts";
import type { ButtonSize, ButtonVariant } from "./button-class.ts";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icon-shapes.tsx";
import { Spinner } from "./Spinner.tsx";
import { usePatientFlag } from "./use-patient-flag.ts";

export interface ButtonProps extends ComponentPropsWithRef<"button"> {
    readonly variant?: ButtonVariant;
    readonly size?: ButtonSize;
    readonly icon?: IconName;
    /** After the label: a Kbd, a count. */
    readonly trailing?: ReactNode;
    /** Keeps the label and the focus, ignores further clicks. */
    readonly loading?: boolean;
}

export function Button(props: ButtonProps) {
    const { variant, size, icon, trailing, loading = false, children, className, ...rest } = props;
    const spinning = usePatientFlag(loading);

    function click(event: MouseEvent<HTMLButtonElement>) {
        if (loading) event.preventDefault();
        else rest.onClick?.(event);
    }

    return (
        <button
            type="button"
            {...rest}
            onClick={click}
            aria-busy={loading || undefined}
            className={buttonClass({ variant, size, disabled: rest.disabled, className })}
        >
            {spinning ? <Spinner /> : icon !== undefined && <Icon name={icon} />}
            {children}
            {trailing}
        </button>
    );
}
