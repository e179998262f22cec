import type { ReactNode } from "react";
import type { IconName } from "./icon-shapes.tsx";
import { Tile } from "./Tile.tsx";
import type { ColorToken } from "./Tile.tsx";

export interface EmptyStateProps {
    readonly icon: IconName;
    readonly title: string;
    readonly text: ReactNode;
    readonly actions?: ReactNode;
    readonly color?: ColorToken;
    /** `page` is a first use, with a display title; `card` stands inside something. */
    readonly size?: "page" | "card";
}

export function EmptyState(props: EmptyStateProps) {
    const { icon, title, text, actions, color = "--text-3", size = "card" } = props;
    return (
        <div className="flex flex-col items-center gap-2 px-4 py-8 text-center">
            <Tile icon={icon} color={color} size={36} />
            <h2 className={size === "page" ? "text-display" : "text-body font-semibold"}>
                {title}
            </h2>
            <p
                className={
                    size === "page"
                        ? "max-w-[56ch] text-body text-fg-2"
                        : "max-w-[48ch] text-small text-fg-2"
                }
            >
                {text}
            </p>
            {actions !== undefined && (
                <div className="mt-2 flex flex-wrap items-center justify-center gap-2">
                    {actions}
                </div>
            )}
        </div>
    );
}
