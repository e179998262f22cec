import clsx from "clsx";
import type { ReactNode } from "react";
import { Icon } from "../../components/common/Icon.tsx";
import type { IconName } from "../../components/common/icon-shapes.tsx";
import { Tile } from "../../components/common/Tile.tsx";
import type { ColorToken } from "../../components/common/Tile.tsx";
import { t } from "../../messages/pages.ts";

/** A still of a workflow at work, drawn with the measures of the canvas. Decoration only. */
export function AuthPicture() {
    return (
        <aside className="relative hidden overflow-hidden dots bg-size-[24px_24px] md:block">
            <div
                aria-hidden="true"
                className="absolute top-1/2 left-[max(50%,440px)] h-85 w-256 -translate-x-[43.5%] -translate-y-[58%] scale-92"
            >
                <PictureEdges />
                <PictureCard
                    left={0}
                    top={96}
                    icon="input"
                    color="--cat-trigger"
                    title={t("auth.picture.order")}
                    summary={t("auth.picture.order.summary")}
                    isStart
                    strip={
                        <Strip icon="check" tone="text-ok" text={t("auth.picture.order.time")} />
                    }
                />
                <PictureCard
                    left={272}
                    top={96}
                    icon="split"
                    color="--cat-logic"
                    title={t("auth.picture.rule")}
                    summary={t("auth.picture.rule.summary")}
                    rows={
                        <>
                            <PortRow
                                condition={t("auth.picture.rule.condition")}
                                name={t("auth.picture.port.true")}
                            />
                            <PortRow name={t("auth.picture.port.false")} />
                        </>
                    }
                    strip={
                        <Strip
                            icon="check"
                            tone="text-ok"
                            text={t("auth.picture.rule.time")}
                            right={t("auth.picture.rule.answer")}
                        />
                    }
                />
                <PictureCard
                    left={544}
                    top={0}
                    icon="echo"
                    color="--cat-output"
                    title={t("auth.picture.review")}
                    summary={t("auth.picture.review.summary")}
                    look="border-run shadow-[var(--e-node),0_0_0_.5px_var(--run),0_0_0_4px_color-mix(in_oklab,var(--run)_20%,transparent)]"
                    strip={
                        <Strip
                            icon="spinner"
                            tone="text-run"
                            text={t("common.status.running")}
                            isColored
                            right={t("auth.picture.review.time")}
                        />
                    }
                />
                <PictureCard
                    left={544}
                    top={208}
                    icon="echo"
                    color="--text-3"
                    title={t("auth.picture.small")}
                    summary={t("auth.picture.small.summary")}
                    look="border-dashed border-edge-off bg-canvas text-fg-3 shadow-none [&_b]:font-medium"
                    strip={
                        <Strip
                            icon="skip"
                            tone="text-idle"
                            text={t("auth.picture.small.state")}
                            right={t("auth.picture.small.why")}
                        />
                    }
                />
                <PictureCard
                    left={816}
                    top={96}
                    icon="flag"
                    color="--cat-output"
                    title={t("auth.picture.result")}
                    summary={t("auth.picture.result.summary")}
                    look="border-dashed border-edge-off"
                />
            </div>
            <div className="pointer-events-none absolute inset-0 bg-[linear-gradient(90deg,transparent_78%,var(--bg-canvas)_99%)]" />
            <div className="absolute bottom-12 left-12 z-2 max-w-114 bg-canvas shadow-[0_0_16px_16px_var(--bg-canvas)]">
                <h2 className="text-title">{t("auth.picture.title")}</h2>
                <p className="mt-1 text-fg-2">{t("auth.picture.text")}</p>
            </div>
        </aside>
    );
}

function PictureEdges() {
    return (
        <svg className="absolute inset-0 size-px overflow-visible" fill="none" strokeWidth="2">
            <path d="M208 128C240 128 240 128 272 128" stroke="var(--text-3)" />
            <path d="M480 176C512 176 512 32 544 32" stroke="var(--run)" />
            <path
                d="M480 202C512 202 512 240 544 240"
                stroke="var(--edge-off)"
                strokeDasharray="4 5"
            />
            <path d="M752 32C784 32 784 128 816 128" stroke="var(--edge)" strokeWidth="1.75" />
            <path
                d="M752 240C784 240 784 128 816 128"
                stroke="var(--edge-off)"
                strokeDasharray="4 5"
            />
            <circle cx="512" cy="104" r="4" fill="var(--run)" />
        </svg>
    );
}

interface PictureCardProps {
    readonly left: number;
    readonly top: number;
    readonly icon: IconName;
    readonly color: ColorToken;
    readonly title: string;
    readonly summary: string;
    readonly isStart?: boolean;
    readonly look?: string;
    readonly rows?: ReactNode;
    readonly strip?: ReactNode;
}

function PictureCard(props: PictureCardProps) {
    const { isStart = false, rows } = props;
    return (
        <div
            style={{ left: props.left, top: props.top }}
            className={clsx(
                "absolute w-52 rounded-card border bg-node",
                isStart && "rounded-l-[20px]",
                props.look ?? "border-line-node shadow-node"
            )}
        >
            <div
                className={clsx(
                    "flex h-[62px] items-center gap-2.5 pr-3.5",
                    isStart ? "pl-4" : "pl-3"
                )}
            >
                {!isStart && (
                    <i className="absolute top-[22px] -left-[4.5px] h-[18px] w-2 rounded-xs border-2 border-node bg-fg-3" />
                )}
                <Tile icon={props.icon} color={props.color} />
                <div className="min-w-0 flex-1">
                    <b className="block truncate text-[0.875rem] leading-[19px] font-semibold tracking-[-.011em]">
                        {props.title}
                    </b>
                    <span className="block truncate text-[0.78125rem] leading-[17px] text-fg-3">
                        {props.summary}
                    </span>
                </div>
                {rows === undefined && <OutputDot className="top-[25px]" />}
            </div>
            {rows !== undefined && <div className="border-t border-line py-[3px]">{rows}</div>}
            {props.strip}
        </div>
    );
}

function PortRow({ name, condition }: { readonly name: string; readonly condition?: string }) {
    return (
        <div className="relative flex h-[26px] items-center gap-1.5 px-3.5 text-[0.78125rem]">
            <span className="mr-auto truncate text-micro text-fg-3">{condition}</span>
            <span className="font-medium text-fg-2">{name}</span>
            <OutputDot className="top-[7px]" />
        </div>
    );
}

function OutputDot({ className }: { readonly className: string }) {
    return (
        <i
            className={clsx(
                "absolute -right-[6.5px] size-3 rounded-full border-2 border-node bg-fg-3 shadow-[0_0_0_1px_var(--border-node)]",
                className
            )}
        />
    );
}

interface StripProps {
    readonly icon: IconName;
    readonly tone: string;
    readonly text: string;
    readonly right?: string;
    readonly isColored?: boolean;
}

function Strip({ icon, tone, text, right, isColored = false }: StripProps) {
    return (
        <div className="flex h-[26px] items-center gap-1.5 border-t border-line px-3 text-[0.78125rem] font-medium text-fg-2 tabular">
            <Icon name={icon} size={14} className={tone} />
            <span className={isColored ? tone : undefined}>{text}</span>
            <span className="ml-auto text-fg-3">{right}</span>
        </div>
    );
}
