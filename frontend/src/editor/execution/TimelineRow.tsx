import clsx from "clsx";
import { memo } from "react";
import { Icon } from "../../components/common/Icon.tsx";
import { formatDuration } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import type { Run } from "./execution-fold.ts";
import { reasonWords } from "./reason.ts";
import { durationOf, runLook, runWord, TONE_TEXT } from "./run-look.ts";
import { barsOf } from "./timeline-model.ts";
import type { Attempt, Bar } from "./timeline-model.ts";
import type { ExecutionRow } from "./row-list.ts";
import { turnText } from "./turn-words.ts";

export const ROW = 24;

export interface TimelineRowProps {
    readonly row: ExecutionRow;
    readonly domId: string;
    readonly index: number;
    readonly count: number;
    readonly isSelected: boolean;
    readonly attempts: readonly Attempt[] | undefined;
    /** Start and width of the scale, and the time that ends what is open. */
    readonly start: number;
    readonly span: number;
    readonly now: number;
    /** The moment whose state is shown. */
    readonly moment: number;
    readonly labelOf: (node: string) => string;
    readonly onChoose: (node: string) => void;
    /** Lists all turns of a loop, or only the shown one. */
    readonly onToggle: (node: string) => void;
}

/** One step: state, name, time, and its bars. What the bars say in colour, the row says in words. */
export const TimelineRow = memo(function TimelineRow(props: TimelineRowProps) {
    const { row, isSelected, start, span, now } = props;
    const { run, times } = row;
    const look = runLook(run);
    const isQuiet = run.status === "skipped" || run.status === "unreached" || row.isDisabled;
    const bars = times === undefined ? [] : barsOf(times, now, props.attempts);
    const place = (at: number) => `${(Math.max(0, (at - start) / span) * 100).toFixed(3)}%`;
    const word = row.isDisabled ? t("editor.run.disabled") : runWord(run);
    const note = noteOf(row, props.labelOf);
    const saysState = row.isDisabled || isQuiet;
    return (
        <div
            id={props.domId}
            role="treeitem"
            aria-level={row.depth + 1}
            aria-selected={isSelected}
            aria-expanded={row.loop === undefined ? undefined : row.isExpanded}
            aria-setsize={props.count}
            aria-posinset={props.index + 1}
            className={clsx(
                "fm-tl-row absolute inset-x-0 cursor-pointer text-small",
                isSelected ? "bg-primary-tint" : "hover:bg-hover"
            )}
            style={{ top: props.index * ROW, height: ROW }}
            onClick={() => props.onChoose(row.node)}
        >
            <span
                className="flex min-w-0 items-center gap-2.5 pl-3"
                style={{ paddingLeft: 12 + row.depth * 16 }}
            >
                <Icon
                    name={row.isDisabled ? "ban" : look.icon}
                    size={14}
                    className={clsx(TONE_TEXT[look.tone], look.isSpinning === true && "spin")}
                />
                <span className={clsx("truncate", isQuiet ? "text-fg-3" : "text-fg")}>
                    {row.label}
                </span>
                {row.loop !== undefined && row.loop.started > 1 && (
                    <FoldTurns row={row} onToggle={props.onToggle} />
                )}
                {/* The icon's word; where the next column says it, once is enough. */}
                {!saysState && <span className="sr-only">, {word}</span>}
                <span className="sr-only">, </span>
            </span>
            <span className="truncate pr-3.5 text-right text-micro text-fg-2 tabular">
                {timeText(row, props.moment)}
            </span>
            <span className="relative h-full">
                {bars.map((bar) => (
                    <span
                        key={`${bar.kind} ${bar.from}`}
                        className="fm-tl-bar"
                        data-kind={kindOf(bar, row)}
                        title={
                            bar.kind === "lost" || bar.kind === "interrupted"
                                ? t(`execution.attempt.${bar.kind}.text`)
                                : undefined
                        }
                        style={{ left: place(bar.from), width: widthOf(bar, span) }}
                    />
                ))}
                {note !== null && (
                    <Note note={note} at={noteAt(row, { bars, start, span })} status={run.status} />
                )}
            </span>
        </div>
    );
});

function widthOf(bar: Bar, span: number): string {
    return `${(((bar.to - bar.from) / span) * 100).toFixed(3)}%`;
}

/** In the colour of how it ended, whatever moment is shown. */
function kindOf(bar: Bar, { times }: ExecutionRow): string {
    if (bar.kind !== "work") return bar.kind;
    if (times?.outcome === "failed" || times?.outcome === "cancelled") return times.outcome;
    return times?.endedAt === undefined && times?.waitsFrom === undefined ? "open" : "work";
}

function timeText({ run, isDisabled }: ExecutionRow, moment: number): string {
    if (isDisabled) return t("editor.run.disabled").toLowerCase();
    if (run.status === "skipped" || run.status === "unreached" || run.status === "held") {
        return shortWord(run);
    }
    const took = durationOf(run);
    if (took !== null) return formatDuration(took);
    if (run.startedAt === undefined) return t("execution.nothing");
    return formatDuration(Math.max(0, moment - run.startedAt));
}

function shortWord(run: Run): string {
    return run.status === "held" ? t("execution.legend.queue") : runWord(run).toLowerCase();
}

/** For the mouse; the keyboard folds with the arrows, as in every tree. */
function FoldTurns(props: {
    readonly row: ExecutionRow;
    readonly onToggle: (node: string) => void;
}) {
    const { row, onToggle } = props;
    return (
        <button
            type="button"
            tabIndex={-1}
            aria-hidden="true"
            title={t(row.isExpanded ? "execution.turn.all.less" : "execution.turn.all")}
            className="-my-0.5 ml-auto grid size-5 flex-none place-items-center rounded-xs text-fg-3 hover:bg-active hover:text-fg"
            onClick={(event) => {
                event.stopPropagation();
                onToggle(row.node);
            }}
        >
            <Icon name={row.isExpanded ? "chevron-up" : "chevron-down"} size={14} />
        </button>
    );
}

function noteOf(row: ExecutionRow, labelOf: (node: string) => string): string | null {
    const { run, loop, turn } = row;
    if (run.error !== undefined) {
        const { code } = run.error;
        const count = run.attempts ?? 1;
        return count > 1 ? t("execution.timeline.attempts", { code, count }) : code;
    }
    if (run.reason !== undefined && run.status !== "completed") {
        return reasonWords(run.reason, labelOf).sentences[0] ?? null;
    }
    if (run.status === "waiting") return runWord(run);
    if (run.status === "retrying") {
        return t("execution.timeline.retry", { attempt: (run.attempts ?? 1) + 1 });
    }
    if (run.isReused === true) return t("execution.timeline.reused");
    if (loop !== undefined && turn !== null) return turnText(loop, turn).toLowerCase();
    return null;
}

interface NotePlace {
    readonly side: "left" | "right";
    readonly percent: number;
    readonly isInside?: boolean;
}

/** Behind the last bar, before the first one where no room is left, or at the end of a wide bar. */
function noteAt(
    { times, run }: ExecutionRow,
    drawn: { readonly bars: readonly Bar[]; readonly start: number; readonly span: number }
): NotePlace | null {
    const part = (at: number) => Math.max(0, (at - drawn.start) / drawn.span) * 100;
    const first = drawn.bars[0];
    const last = drawn.bars.at(-1);
    if (run.isReused === true) return { side: "left", percent: 0 };
    if (first === undefined || last === undefined) {
        const percent = part(times?.firstAt ?? drawn.start);
        return { side: "left", percent: percent > 45 ? 0 : percent };
    }
    const end = part(last.to);
    if (end <= 72) return { side: "left", percent: end };
    if (part(first.from) >= 20) return { side: "right", percent: 100 - part(first.from) };
    const isWide = end - part(last.from) > 20;
    // Only on red the words are sure to be read; the title and the row's name say the others.
    return isWide && run.error !== undefined
        ? { side: "right", percent: 100 - end, isInside: true }
        : null;
}

function Note(props: {
    readonly note: string;
    readonly at: NotePlace | null;
    readonly status: Run["status"];
}) {
    if (props.at === null) return <span className="sr-only">, {props.note}</span>;
    const { side, percent, isInside = false } = props.at;
    const isBad = props.status === "failed" || props.status === "timed_out";
    const color = isInside ? "text-primary-fg font-medium" : isBad ? "text-err" : "text-fg-3";
    return (
        <span
            title={props.note}
            className={clsx(
                "absolute top-1/2 -translate-y-1/2 truncate px-2 text-micro",
                isInside ? "text-[0.6875rem] leading-3" : "",
                color
            )}
            style={{
                [side]: `${percent.toFixed(3)}%`,
                maxWidth: `${(100 - percent).toFixed(3)}%`
            }}
        >
            <span className="sr-only">, </span>
            {props.note}
        </span>
    );
}
