import clsx from "clsx";
import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icon-shapes.tsx";

export type Tone = "ok" | "run" | "err" | "warn" | "idle" | "primary";

export interface BadgeProps {
    /** Without a tone it is a tag: outlined, quiet. */
    readonly tone?: Tone;
    /** Only icon and word, no fill: for tables. */
    readonly plain?: boolean;
    /** On the canvas ground: a card of its own instead of a fill. */
    readonly raised?: boolean;
    readonly icon?: IconName;
    readonly spinning?: boolean;
    readonly title?: string;
    readonly className?: string;
    readonly children: ReactNode;
}

const FILLED: Record<Tone, string> = {
    ok: "bg-ok-fill text-ok",
    run: "bg-run-fill text-run",
    err: "bg-err-fill text-err",
    warn: "bg-warn-fill text-warn",
    idle: "bg-idle-fill text-idle",
    primary: "bg-primary-tint text-primary"
};

export const TONE_TEXT: Record<Tone, string> = {
    ok: "text-ok",
    run: "text-run",
    err: "text-err",
    warn: "text-warn",
    idle: "text-idle",
    primary: "text-primary"
};

/** Tags, and states as icon + word + colour: never colour alone. */
export function Badge(props: BadgeProps) {
    const { tone, plain = false, raised = false, icon, spinning = false, children } = props;
    return (
        <span
            title={props.title}
            className={clsx(
                "inline-flex h-[22px] max-w-full items-center gap-[5px] rounded-control text-micro font-medium whitespace-nowrap tabular",
                lookOf({ tone, plain, raised, hasIcon: icon !== undefined }),
                props.className
            )}
        >
            {icon !== undefined && (
                <Icon name={icon} size={14} className={spinning ? "spin" : undefined} />
            )}
            <span className="truncate">{children}</span>
        </span>
    );
}

interface BadgeLook {
    readonly tone: Tone | undefined;
    readonly plain: boolean;
    readonly raised: boolean;
    readonly hasIcon: boolean;
}

function lookOf({ tone, plain, raised, hasIcon }: BadgeLook): string {
    if (tone === undefined) return "px-2 text-fg-2 shadow-[inset_0_0_0_1px_var(--border-node)]";
    if (plain) return TONE_TEXT[tone];
    const padding = hasIcon ? "pr-2 pl-1.5" : "px-2";
    if (!raised) return `${padding} ${FILLED[tone]}`;
    return `${padding} bg-surface shadow-[0_0_0_1px_var(--border)] ${TONE_TEXT[tone]}`;
}

export interface CountBadgeProps {
    readonly count: number;
    readonly tone?: "plain" | "warn" | "primary";
    /** What is counted, for screen readers. */
    readonly label?: string;
}

const COUNT = {
    plain: "bg-active text-fg-2",
    warn: "bg-warn-solid text-warn-solid-fg",
    primary: "bg-primary-solid text-primary-fg"
};

export function CountBadge({ count, tone = "plain", label }: CountBadgeProps) {
    return (
        <span
            className={clsx(
                "inline-flex h-[18px] min-w-[18px] flex-none items-center justify-center rounded-full px-[5px] text-[0.6875rem] leading-none font-medium tabular",
                COUNT[tone]
            )}
        >
            {count > 999 ? "999+" : count}
            {label !== undefined && <span className="sr-only">{` ${label}`}</span>}
        </span>
    );
}
