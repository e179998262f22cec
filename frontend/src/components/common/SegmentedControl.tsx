import clsx from "clsx";
import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icon-shapes.tsx";

export interface Segment<Value extends string> {
    readonly value: Value;
    readonly label: string;
    readonly icon?: IconName;
    /** Behind the label: a number. */
    readonly count?: ReactNode;
    /** Shows the icon only; the label stays as the accessible name. */
    readonly iconOnly?: boolean;
}

export interface SegmentedControlProps<Value extends string> {
    readonly label: string;
    readonly value: Value;
    readonly onChange: (value: Value) => void;
    readonly segments: readonly Segment<Value>[];
    readonly size?: "md" | "lg";
    /** Segments share the whole width. */
    readonly fill?: boolean;
    readonly className?: string;
}

/** One of a few, always one chosen: filters and views, not navigation. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
    const { size = "md", fill = false } = props;

    function choose(next: string) {
        const segment = props.segments.find((one) => one.value === next);
        // Radix reports "" when the chosen one is pressed again: it stays chosen.
        if (segment !== undefined) props.onChange(segment.value);
    }

    return (
        <ToggleGroup.Root
            type="single"
            value={props.value}
            onValueChange={choose}
            aria-label={props.label}
            className={clsx(
                "gap-0.5 rounded-[7px] bg-well p-0.5",
                fill ? "flex" : "inline-flex w-fit",
                props.className
            )}
        >
            {props.segments.map((segment) => (
                <ToggleGroup.Item
                    key={segment.value}
                    value={segment.value}
                    aria-label={segment.iconOnly === true ? segment.label : undefined}
                    className={clsx(
                        "inline-flex items-center justify-center gap-1.5 rounded-[5px] px-2.5 text-small font-medium whitespace-nowrap text-fg-2 motion-hover hover:text-fg data-[state=on]:bg-surface-3 data-[state=on]:text-fg data-[state=on]:shadow-[var(--e1),0_0_0_1px_var(--border)]",
                        size === "lg" ? "h-7" : "h-6",
                        fill && "flex-1"
                    )}
                >
                    {segment.icon !== undefined && <Icon name={segment.icon} />}
                    {segment.iconOnly !== true && segment.label}
                    {segment.count !== undefined && (
                        <span className="tabular text-fg-3">{segment.count}</span>
                    )}
                </ToggleGroup.Item>
            ))}
        </ToggleGroup.Root>
    );
}
