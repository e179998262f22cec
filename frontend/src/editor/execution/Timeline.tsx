import clsx from "clsx";
import { useCallback, useEffect, useId, useMemo, useRef } from "react";
import type { KeyboardEvent } from "react";
import { useDocument, useEditor, useExecution } from "../editor-context.ts";
import { labelFor } from "../actions/read.ts";
import { t } from "../../messages/messages.ts";
import "./execution.css";
import { roomFor, scaleOf } from "./timeline-model.ts";
import { TimelineAxis } from "./TimelineAxis.tsx";
import { ROW, TimelineRow } from "./TimelineRow.tsx";
import { stampOf, useAttempts } from "./use-attempts.ts";
import { useChoose } from "./use-choose.ts";
import { useExecutionRows } from "./use-execution-rows.ts";
import type { ExecutionRow } from "./use-execution-rows.ts";
import { useTicking } from "./use-ticking.ts";
import { useWindowRows } from "./use-window-rows.ts";
import type { Scrub } from "./use-scrub.ts";

export interface TimelineProps {
    /** Lets people move the moment that is shown; absent where the timeline only looks on. */
    readonly scrub?: Scrub;
    readonly className?: string;
}

const AXIS = 26;

/** What ran when: one row per step of the execution that is shown. Choosing a row chooses its node. */
export function Timeline({ scrub, className }: TimelineProps) {
    const editor = useEditor();
    const choose = useChoose();
    const listId = useId();
    const id = useExecution((state) => state.id);
    const { rows, startedAt, endedAt, lastAt } = useExecutionRows();
    const selected = useDocument((state) => state.selection.nodes);
    const isOpen = startedAt !== null && endedAt === null;
    const ticking = useTicking(isOpen, 200);
    // What ended is measured by the server's clock alone.
    const now = endedAt ?? Math.max(lastAt, ticking);
    const start = startedAt ?? now;
    const room = isOpen ? roomFor(now - start) : now - start;
    const scale = useMemo(() => scaleOf(room), [room]);
    const view = useWindowRows(rows.length, ROW, AXIS);
    const tried = useMemo(() => rows.flatMap(triedTwice), [rows]);
    const attempts = useAttempts(id, tried);
    const labelOf = useCallback((node: string) => labelFor(editor, node), [editor]);
    const moment = useExecution(({ shownSeq, fold }) =>
        shownSeq === null ? null : (fold?.at ?? null)
    );
    const chosen = rows.findIndex((row) => selected.includes(row.node));
    useRevealChosen(chosen, view.reveal);

    function press(event: KeyboardEvent) {
        const next = targetOf(event.key, chosen, rows.length);
        const row = next === null ? undefined : rows[next];
        if (row === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        choose(row.node);
    }

    return (
        <div
            ref={view.box}
            onScroll={view.onScroll}
            className={clsx(
                "fm-tl relative h-full min-h-0 overflow-x-hidden overflow-y-auto",
                className
            )}
        >
            <div className="relative min-h-full">
                <TimelineAxis {...{ scale, start, now, isOpen }} {...(scrub ? { scrub } : {})} />
                <div
                    role="tree"
                    tabIndex={0}
                    aria-label={t("execution.timeline.label")}
                    aria-activedescendant={chosen === -1 ? undefined : `${listId}-${chosen}`}
                    className="relative -outline-offset-2"
                    style={{ height: view.height }}
                    onKeyDown={press}
                >
                    {rows.slice(view.first, view.end).map((row, place) => {
                        const index = view.first + place;
                        const isRunning =
                            row.times !== undefined && row.times.endedAt === undefined;
                        return (
                            <TimelineRow
                                key={row.node}
                                domId={`${listId}-${index}`}
                                {...{ row, index, start, labelOf }}
                                count={rows.length}
                                span={scale.span}
                                now={isRunning ? now : (endedAt ?? lastAt)}
                                moment={moment ?? (isRunning ? now : (endedAt ?? lastAt))}
                                isSelected={selected.includes(row.node)}
                                attempts={attempts.get(row.instance)}
                                onChoose={choose}
                            />
                        );
                    })}
                </div>
            </div>
        </div>
    );
}

function triedTwice({ times, run }: ExecutionRow) {
    const attempts = Math.max(times?.attempts ?? 1, run.attempts ?? 1);
    if (times === undefined || attempts < 2) return [];
    const status = times.endedAt === undefined ? "running" : "ended";
    return [{ times, stamp: stampOf({ status, attempts }) }];
}

function targetOf(key: string, chosen: number, count: number): number | null {
    if (key === "ArrowDown") return Math.min(count - 1, chosen + 1);
    if (key === "ArrowUp") return Math.max(0, chosen - 1);
    if (key === "Home") return 0;
    if (key === "End") return count - 1;
    return key === "Enter" && chosen === -1 ? 0 : null;
}

/** A node chosen elsewhere comes into sight here; scrolling on is not undone afterwards. */
function useRevealChosen(chosen: number, reveal: (index: number) => void): void {
    const shown = useRef(-1);
    useEffect(() => {
        if (chosen === shown.current) return;
        shown.current = chosen;
        reveal(chosen);
    }, [chosen, reveal]);
}
