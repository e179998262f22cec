import clsx from "clsx";
import { Icon } from "./Icon.tsx";
import type { IconSize } from "./Icon.tsx";

export interface SpinnerProps {
    readonly size?: IconSize;
    readonly label?: string;
    readonly className?: string;
}

export function Spinner({ size = 16, label, className }: SpinnerProps) {
    return <Icon name="spinner" size={size} label={label} className={clsx("spin", className)} />;
}
