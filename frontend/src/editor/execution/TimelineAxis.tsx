import { useRef } from "react";
import type { KeyboardEvent, PointerEvent } from "react";
import { useEditor, useExecution } from "../editor-context.ts";
import { t } from "../../messages/messages.ts";
import { timeOfStep, stepAt } from "./scrub.ts";
import { tickText } from "./tick-text.ts";
import type { Scale } from "./timeline-model.ts";
import type { Scrub } from "./use-scrub.ts";

export interface TimelineAxisProps {
    readonly scale: Scale;
    readonly start: number;
    readonly now: number;
    readonly isOpen: boolean;
    readonly scrub?: Scrub;
}

/** The scale over the rows, and the line of the moment that is shown: of now, while it goes on. */
export function TimelineAxis({ scale, start, now, isOpen, scrub }: TimelineAxisProps) {
    const { execution } = useEditor();
    const track = useRef<HTMLDivElement>(null);
    const step = scale.ticks[1] ?? scale.span;
    const shownSeq = useExecution((state) => state.shownSeq);
    const at = shownAt(execution.getState().frames, shownSeq) ?? now;
    const percent = (Math.max(0, Math.min(1, (at - start) / scale.span)) * 100).toFixed(3);
    const hasCursor = isOpen || scrub !== undefined;

    /** The moment's own label covers what stands beside it: ticks are written to their right. */
    function isClear(tick: number): boolean {
        const away = (start + tick - at) / scale.span;
        const half = at - start >= 60_000 ? 0.055 : 0.04;
        return scrub === undefined || away > half || away < -2 * half;
    }

    function drag(event: PointerEvent<HTMLDivElement>) {
        const box = track.current?.getBoundingClientRect();
        if (scrub === undefined || box === undefined) return;
        if (event.type === "pointermove" && event.buttons !== 1) return;
        if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
        const part = (event.clientX - box.left) / box.width;
        scrub.go(stepAt(execution.getState().frames, start + part * scale.span));
    }

    return (
        <>
            <div className="fm-tl-row sticky top-0 z-2 h-[26px] bg-surface text-micro text-fg-3 tabular">
                <span className="pl-3">{t("execution.timeline.node")}</span>
                <span className="pr-3.5 text-right">{t("execution.timeline.time")}</span>
                <div
                    ref={track}
                    className={`relative h-full select-none ${scrub === undefined ? "" : "cursor-col-resize touch-none"}`}
                    onPointerDown={drag}
                    onPointerMove={drag}
                >
                    {scale.ticks.filter(isClear).map((tick) => (
                        <span
                            key={tick}
                            // On a phone there is room for every third.
                            className="absolute top-0 leading-[26px] whitespace-nowrap max-sm:not-nth-[3n+1]:hidden"
                            style={{ left: `${((tick / scale.span) * 100).toFixed(3)}%` }}
                        >
                            {tickText(tick, step)}
                        </span>
                    ))}
                    {scrub !== undefined && (
                        <Handle
                            scrub={scrub}
                            percent={percent}
                            text={tickText(at - start, step / 10)}
                        />
                    )}
                </div>
            </div>
            {hasCursor && (
                <div className="pointer-events-none absolute inset-y-0 right-(--tl-air) left-(--tl-left) z-1">
                    {shownSeq !== null && (
                        <div
                            className="absolute inset-y-0 right-[calc(var(--tl-air)*-1)] bg-surface/65"
                            style={{ left: `${percent}%` }}
                        />
                    )}
                    <div
                        className={`absolute bottom-0 -ml-px w-0.5 ${scrub === undefined ? "top-[22px] bg-run" : "top-[13px] bg-primary"}`}
                        style={{ left: `${percent}%` }}
                    />
                </div>
            )}
        </>
    );
}

function Handle(props: { readonly scrub: Scrub; readonly percent: string; readonly text: string }) {
    const { scrub, percent, text } = props;
    function press(event: KeyboardEvent) {
        const next = targetOf(event.key, scrub);
        if (next === null) return;
        event.preventDefault();
        event.stopPropagation();
        scrub.go(next);
    }
    return (
        <div
            role="slider"
            tabIndex={0}
            aria-label={t("execution.timeline.cursor")}
            aria-valuemin={1}
            aria-valuemax={Math.max(1, scrub.last)}
            aria-valuenow={scrub.step}
            aria-valuetext={scrub.text}
            className="absolute top-1 z-3 flex h-[18px] -translate-x-1/2 cursor-ew-resize items-center rounded-[5px] bg-primary-solid px-1.5 text-[0.6875rem] font-medium whitespace-nowrap text-primary-fg"
            // At the very beginning it keeps off the column beside it; its line stays where it is.
            style={{ left: `max(22px, ${percent}%)` }}
            onKeyDown={press}
        >
            {text}
        </div>
    );
}

const PAGE = 10;

function targetOf(key: string, { step, last }: Scrub): number | null {
    switch (key) {
        case "ArrowLeft":
        case "ArrowDown":
            return step - 1;
        case "ArrowRight":
        case "ArrowUp":
            return step + 1;
        case "PageDown":
            return step - PAGE;
        case "PageUp":
            return step + PAGE;
        case "Home":
            return 1;
        case "End":
            return last;
        default:
            return null;
    }
}

function shownAt(frames: Parameters<typeof timeOfStep>[0], seq: number | null): number | null {
    return seq === null ? null : timeOfStep(frames, seq);
}
