import clsx from "clsx";
import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { useDocument, useEditor, useExecution } from "../editor-context.ts";
import type { Editor } from "../editor-context.ts";
import { labelFor } from "../actions/read.ts";
import { t } from "../../messages/messages.ts";
import "./execution.css";
import { roomFor, scaleOf } from "./timeline-model.ts";
import type { InstanceTimes } from "./timeline-model.ts";
import { TimelineAxis } from "./TimelineAxis.tsx";
import { ROW, TimelineRow } from "./TimelineRow.tsx";
import { stampOf, useAttempts } from "./use-attempts.ts";
import { useChoose } from "./use-choose.ts";
import { useExecutionRows } from "./use-execution-rows.ts";
import type { ExecutionRow, RowList } from "./row-list.ts";
import { TimelineTurnRow } from "./TimelineTurnRow.tsx";
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
    const { execution } = editor;
    const choose = useChoose();
    const listId = useId();
    const id = useExecution((state) => state.id);
    const { expanded, toggle } = useExpanded();
    const { rows, list, startedAt, endedAt, lastAt } = useExecutionRows(expanded);
    const selected = useDocument((state) => state.selection.nodes);
    const isPast = useExecution(({ status }) => status !== null && !isOpenStatus(status));
    const isOpen = startedAt !== null && endedAt === null && !isPast;
    const ticking = useTicking(isOpen, 200);
    // What ended is measured by the server's clock alone.
    const now = endedAt ?? (isPast ? lastAt : Math.max(lastAt, ticking));
    const start = startedAt ?? now;
    const room = isOpen ? roomFor(now - start) : now - start;
    const scale = useMemo(() => scaleOf(room), [room]);
    const view = useWindowRows(list.count, ROW, AXIS);
    const [only] = selected;
    const tried = useMemo(
        () => rows.flatMap((row) => triedTwice(row, row.node === only)),
        [rows, only]
    );
    const attempts = useAttempts(id, tried);
    const labelOf = useCallback((node: string) => labelFor(editor, node), [editor]);
    const moment = useExecution(({ shownSeq, fold }) =>
        shownSeq === null ? null : (fold?.at ?? null)
    );
    const chosen = placeOfFirst(list, selected);
    useRevealChosen(chosen, view.reveal);

    function press(event: KeyboardEvent) {
        const now = list.at(chosen);
        const row = now?.kind === "step" ? now : undefined;
        const act = actOf(event.key, row, rows);
        if (act === null) return;
        event.preventDefault();
        event.stopPropagation();
        if (act.choose !== undefined) choose(act.choose);
        if (act.toggle !== undefined) toggle(act.toggle);
        if (act.page !== undefined && row !== undefined) pageAround(editor, row.node, act.page);
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
                    {list.slice(view.first, view.end).map((row, place) => {
                        const index = view.first + place;
                        const common = {
                            domId: `${listId}-${index}`,
                            index,
                            start,
                            count: list.count,
                            span: scale.span
                        };
                        if (row.kind === "turn") {
                            return (
                                <TimelineTurnRow
                                    key={`${row.loop.instance}[${row.index}]`}
                                    {...common}
                                    row={row}
                                    now={endedAt ?? now}
                                    onChoose={execution.chooseTurn}
                                />
                            );
                        }
                        const isRunning =
                            row.times !== undefined && row.times.endedAt === undefined;
                        return (
                            <TimelineRow
                                key={row.node}
                                {...common}
                                {...{ row, labelOf }}
                                now={isRunning ? now : (endedAt ?? lastAt)}
                                moment={moment ?? (isRunning ? now : (endedAt ?? lastAt))}
                                isSelected={selected.includes(row.node)}
                                attempts={attempts.get(row.instance)}
                                onChoose={choose}
                                onToggle={toggle}
                            />
                        );
                    })}
                </div>
            </div>
        </div>
    );
}

/**
 * What was tried more than once has a bar for each try. Tries that a crash has lost are counted by no
 * fact: they are asked for with the step that is chosen.
 */
function triedTwice({ times, run }: ExecutionRow, isChosen: boolean) {
    const attempts = Math.max(times?.attempts ?? 1, run.attempts ?? 1);
    if (times?.startedAt === undefined || (attempts < 2 && !isChosen)) return [];
    const stamp = stampOf(isChosen ? run : { status: statusOf(times), attempts });
    return [{ times, stamp }];
}

function statusOf({ endedAt }: InstanceTimes): string {
    return endedAt === undefined ? "running" : "ended";
}

/** Loops whose turns are all listed. */
function useExpanded() {
    const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => new Set());
    const toggle = useCallback((node: string) => {
        setExpanded((before) => {
            const next = new Set(before);
            if (!next.delete(node)) next.add(node);
            return next;
        });
    }, []);
    return { expanded, toggle };
}

function placeOfFirst(list: RowList, selected: readonly string[]): number {
    const places = selected.map((node) => list.placeOf(node)).filter((place) => place >= 0);
    return places.length === 0 ? -1 : Math.min(...places);
}

interface Act {
    readonly choose?: string | undefined;
    readonly toggle?: string;
    readonly page?: 1 | -1;
}

/** Up and down through the steps, left and right to fold turns, page by page through the turns. */
function actOf(
    key: string,
    row: ExecutionRow | undefined,
    rows: readonly ExecutionRow[]
): Act | null {
    const at = row === undefined ? -1 : rows.indexOf(row);
    switch (key) {
        case "ArrowDown":
            return { choose: rows[Math.min(rows.length - 1, at + 1)]?.node };
        case "ArrowUp":
            return { choose: rows[Math.max(0, at - 1)]?.node };
        case "Home":
            return { choose: rows[0]?.node };
        case "End":
            return { choose: rows.at(-1)?.node };
        case "Enter":
            return at === -1 ? { choose: rows[0]?.node } : null;
        case "ArrowRight":
        case "ArrowLeft": {
            const isOpening = key === "ArrowRight";
            const canAct = row?.loop !== undefined && row.isExpanded !== isOpening;
            return canAct ? { toggle: row.node } : null;
        }
        case "PageDown":
            return { page: 1 };
        case "PageUp":
            return { page: -1 };
        default:
            return null;
    }
}

/** Pages the loop that was chosen, or the innermost one around the chosen step. */
function pageAround({ execution }: Editor, node: string, by: 1 | -1): void {
    const { fold } = execution.getState();
    if (fold === null) return;
    const loops = [...fold.shown.containersOf(fold.plan, node), node];
    for (const loop of loops.toReversed()) {
        const instance = fold.shownInstance(loop);
        const turns = instance === null ? undefined : fold.turnsOf(instance);
        if (turns === undefined) continue;
        const index = (fold.shown.indexOf(turns) ?? 0) + by;
        execution.chooseTurn(loop, Math.max(0, Math.min(turns.size - 1, index)));
        return;
    }
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
