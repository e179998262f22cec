import clsx from "clsx";
import { ICON_SHAPES } from "./icon-shapes.tsx";
import type { IconName } from "./icon-shapes.tsx";

export type IconSize = 12 | 14 | 16 | 20 | 24;

export interface IconProps {
    readonly name: IconName;
    readonly size?: IconSize;
    /** Set only where the icon stands alone: it is then announced. */
    readonly label?: string;
    readonly className?: string;
}

// Thinner strokes at larger sizes keep the line near 1.5 px on the screen.
const STROKE: Record<IconSize, number> = { 12: 2, 14: 1.7, 16: 1.5, 20: 1.2, 24: 1 };

export function Icon({ name, size = 16, label, className }: IconProps) {
    return (
        <svg
            viewBox="0 0 16 16"
            width={size}
            height={size}
            fill="none"
            stroke="currentColor"
            strokeWidth={STROKE[size]}
            strokeLinecap="round"
            strokeLinejoin="round"
            className={clsx("block flex-none", className)}
            focusable="false"
            {...(label === undefined
                ? { "aria-hidden": true }
                : { role: "img", "aria-label": label })}
        >
            {ICON_SHAPES[name]}
        </svg>
    );
}
