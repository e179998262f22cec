import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Icon } from "../../components/common/Icon.tsx";
import { Kbd } from "../../components/common/Kbd.tsx";
import { Tile } from "../../components/common/Tile.tsx";
import { t } from "../../messages/messages.ts";
import { colorOf, iconOf } from "../canvas/category-look.ts";
import type { Suggestion } from "./reference-sources.ts";

export interface CompletionListProps {
    readonly id: string;
    readonly anchor: HTMLElement | null;
    readonly rows: readonly Suggestion[];
    readonly current: number;
    readonly onPoint: (index: number) => void;
    readonly onTake: (row: Suggestion) => void;
}

const WIDTH = 460;
const HEIGHT = 320;
const MOST_SHOWN = 60;

/** What can be referred to, over everything else, under its field or above it where there is no room. */
export function CompletionList(props: CompletionListProps) {
    const { id, rows, current } = props;
    const place = usePlace(props.anchor);
    const list = useRef<HTMLDivElement>(null);
    useEffect(() => {
        list.current
            ?.querySelector(`[data-index="${current}"]`)
            ?.scrollIntoView({ block: "nearest" });
    }, [current]);
    if (place === null) return null;
    const shown = rows.slice(0, MOST_SHOWN);
    const firstStranger = shown.findIndex((row) => row.connect !== null);

    return createPortal(
        <div
            className="fixed z-70 flex flex-col overflow-hidden rounded-card bg-surface-3 shadow-e2"
            style={place}
            // The field keeps the focus, whatever is pressed here.
            onPointerDown={(event) => event.preventDefault()}
        >
            <div
                ref={list}
                id={id}
                role="listbox"
                aria-label={t("editor.reference.list")}
                className="min-h-0 flex-1 overflow-y-auto p-1"
            >
                {shown.length === 0 && (
                    <p className="px-2 py-1.5 text-small text-fg-2">{t("editor.reference.none")}</p>
                )}
                {shown.map((row, index) => (
                    <div key={`${row.insert} ${row.connect ?? ""}`} role="presentation">
                        {index === 0 && row.connect === null && (
                            <Heading text={t("editor.reference.here")} />
                        )}
                        {index === firstStranger && (
                            <Heading text={t("editor.reference.connect_first")} />
                        )}
                        <Row
                            id={`${id}-${index}`}
                            index={index}
                            row={row}
                            isCurrent={index === current}
                            onPoint={() => props.onPoint(index)}
                            onTake={() => props.onTake(row)}
                        />
                    </div>
                ))}
            </div>
            <p className="flex items-center gap-3 border-t border-line px-2.5 py-1.5 text-micro text-fg-3">
                <span className="flex items-center gap-1">
                    <Kbd>↵</Kbd> {t("editor.picker.insert")}
                </span>
                <code className="ml-auto font-mono">{t("editor.reference.escape")}</code>
            </p>
        </div>,
        document.body
    );
}

function Heading({ text }: { readonly text: string }) {
    return (
        <p role="presentation" className="px-2 pt-1 pb-0.5 text-micro font-medium text-fg-3">
            {text}
        </p>
    );
}

function Row(props: {
    readonly id: string;
    readonly index: number;
    readonly row: Suggestion;
    readonly isCurrent: boolean;
    readonly onPoint: () => void;
    readonly onTake: () => void;
}) {
    const { row, isCurrent } = props;
    const isStranger = row.connect !== null;
    return (
        <div
            id={props.id}
            data-index={props.index}
            role="option"
            tabIndex={-1}
            aria-selected={isCurrent}
            className={`grid min-h-[30px] cursor-pointer grid-cols-[20px_minmax(0,1.1fr)_minmax(0,1.2fr)_minmax(0,0.9fr)_minmax(0,1fr)] items-center gap-2 rounded-control px-2 text-small ${isCurrent ? "bg-hover" : ""}`}
            onMouseMove={props.onPoint}
            onClick={props.onTake}
            onKeyDown={() => undefined}
        >
            {row.nodeType === undefined ? (
                <Icon name="braces" size={14} className="text-fg-3" />
            ) : (
                <Tile icon={iconOf(row.nodeType)} color={colorOf(row.nodeType)} size={20} />
            )}
            <span className={`truncate ${isStranger ? "text-fg-3" : ""}`}>{row.label}</span>
            <code className="truncate font-mono text-[0.75rem] text-fg-2">{row.path}</code>
            {/* A column of its own: rows of different types stay aligned. */}
            <span className="flex min-w-0" title={row.type}>
                <TypeBadge type={row.type} />
            </span>
            <span className="truncate text-right font-mono text-[0.75rem] text-syn-str">
                {isStranger ? (
                    <span className="font-sans text-micro font-medium text-primary">
                        {t("editor.reference.connect")}
                    </span>
                ) : (
                    row.sample
                )}
            </span>
        </div>
    );
}

export function TypeBadge({ type }: { readonly type: string }) {
    return (
        <span className="min-w-0 truncate rounded-xs px-1 font-mono text-[0.6875rem] leading-4 font-medium text-fg-3 shadow-[inset_0_0_0_1px_var(--border-node)]">
            {type}
        </span>
    );
}

function usePlace(anchor: HTMLElement | null) {
    const [place, setPlace] = useState<{
        left: number;
        width: number;
        maxHeight: number;
        top?: number;
        bottom?: number;
    } | null>(null);
    useLayoutEffect(() => {
        if (anchor === null) return;
        const box = (anchor.parentElement ?? anchor).getBoundingClientRect();
        const width = Math.min(WIDTH, innerWidth - 16);
        const left = Math.max(8, Math.min(box.right - width, innerWidth - width - 8));
        const below = innerHeight - box.bottom - 12;
        const isAbove = below < 180 && box.top > below;
        setPlace({
            left,
            width,
            maxHeight: Math.min(HEIGHT, isAbove ? box.top - 12 : below),
            ...(isAbove ? { bottom: innerHeight - box.top + 4 } : { top: box.bottom + 4 })
        });
    }, [anchor]);
    return place;
}
