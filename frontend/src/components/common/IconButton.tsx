import type { ComponentPropsWithRef } from "react";
import { buttonClass } from "./button-class.ts";
import type { ButtonSize, ButtonVariant } from "./button-class.ts";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icon-shapes.tsx";
import { Tooltip } from "./Tooltip.tsx";

export interface IconButtonProps extends Omit<ComponentPropsWithRef<"button">, "children"> {
    readonly icon: IconName;
    /** What it is called, and the tooltip unless `tooltip` is false. */
    readonly label: string;
    readonly shortcut?: string;
    readonly tooltip?: boolean;
    readonly variant?: ButtonVariant;
    readonly size?: ButtonSize;
}

export function IconButton(props: IconButtonProps) {
    const { icon, label, shortcut, tooltip = true, variant = "ghost", ...others } = props;
    const { size, className, ...rest } = others;
    const button = (
        <button
            type="button"
            {...rest}
            className={buttonClass({
                variant,
                size,
                square: true,
                disabled: rest.disabled,
                className
            })}
        >
            <Icon name={icon} />
            {/* Text, not aria-label: a field called "Password" stays the only thing of that label. */}
            <span className="sr-only">{label}</span>
        </button>
    );
    if (!tooltip) return button;
    return (
        <Tooltip content={label} shortcut={shortcut}>
            {button}
        </Tooltip>
    );
}
