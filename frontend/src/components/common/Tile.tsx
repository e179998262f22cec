import clsx from "clsx";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icon-shapes.tsx";

/** Any colour token, like `--cat-logic`. */
export type ColorToken = `--${string}`;

export interface TileProps {
    readonly icon: IconName;
    readonly color: ColorToken;
    readonly size?: 20 | 24 | 28 | 36;
    readonly className?: string;
}

const BOX = {
    20: "size-5 rounded-[5px]",
    24: "size-6 rounded-[6px]",
    28: "size-7 rounded-[7px]",
    36: "size-9 rounded-[9px]"
};
const GLYPH = { 20: 12, 24: 14, 28: 16, 36: 20 } as const;

/** The filled square that says what a thing is. How it goes is never shown here. */
export function Tile({ icon, color, size = 28, className }: TileProps) {
    return (
        <span
            className={clsx(
                "inline-flex flex-none items-center justify-center",
                BOX[size],
                className
            )}
            style={{
                color: `var(${color})`,
                background: `color-mix(in oklab, var(${color}) var(--tint-tile), var(--node))`
            }}
        >
            <Icon name={icon} size={GLYPH[size]} />
        </span>
    );
}
