import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { z } from "zod";
import type { ExecutionLog } from "@flowmaestro/shared/contract/routes/executions.ts";
import { Button } from "../../components/common/Button.tsx";
import { ApiErrorState } from "../../components/domain/ApiErrorState.tsx";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { LOG_ROW, LogRow } from "./LogRow.tsx";
import { LogsBar } from "./LogsBar.tsx";
import type { LevelFilter } from "./LogsBar.tsx";
import { placeText } from "./place-words.ts";
import { timeOfStep } from "./scrub.ts";
import { useLogs } from "./use-logs.ts";
import { useWindowRows } from "./use-window-rows.ts";

export interface LogsPanelProps {
    /** Only what one node did. */
    readonly node?: string;
    readonly className?: string;
}

/** What happened, in sentences. Follows the end while it goes on, until somebody scrolls up. */
export function LogsPanel({ node, className }: LogsPanelProps) {
    const editor = useEditor();
    const id = useExecution((state) => state.id);
    const isLive = useExecution((state) => state.status !== null && isOpenStatus(state.status));
    const logs = useLogs(id, isLive);
    const [level, setLevel] = useState<LevelFilter>("all");
    const [search, setSearch] = useState("");
    const [follows, setFollows] = useState(true);
    const wanted = useDeferredValue(search).trim().toLowerCase();
    const until = useShownTime();
    const lines = useMemo(
        () => logs.lines.filter((line) => fits(line, { level, wanted, node, until })),
        [logs.lines, level, wanted, node, until]
    );
    const view = useWindowRows(lines.length, LOG_ROW);
    const labelOf = (id: string) => labelFor(editor, id);
    const { toEnd } = view;
    useEffect(() => {
        if (isLive && follows) toEnd();
    }, [isLive, follows, lines.length, toEnd]);

    function scroll() {
        view.onScroll();
        if (isLive) setFollows(view.isAtEnd());
    }

    return (
        <div className={`flex h-full min-h-0 flex-col ${className ?? ""}`}>
            <LogsBar
                {...{ level, setLevel, search, setSearch, lines, isLive, follows }}
                onFollow={setFollows}
            />
            {logs.error !== null && (
                <ApiErrorState title={t("execution.logs.failed")} error={logs.error} />
            )}
            <div className="relative min-h-0 flex-1">
                <div
                    ref={view.box}
                    role="log"
                    aria-live="off"
                    aria-label={t("execution.logs.label")}
                    tabIndex={0}
                    className="h-full overflow-y-auto -outline-offset-2"
                    onScroll={scroll}
                >
                    {lines.length === 0 && !logs.isLoading && (
                        <p className="px-3 py-1.5 text-small text-fg-2">
                            {t(
                                logs.lines.length === 0
                                    ? "execution.logs.none"
                                    : "execution.logs.miss"
                            )}
                        </p>
                    )}
                    <div className="relative" style={{ height: view.height }}>
                        {lines.slice(view.first, view.end).map((line, place) => (
                            <LogRow
                                key={line.id}
                                line={line}
                                top={(view.first + place) * LOG_ROW}
                                label={placeOf(line, labelOf)}
                                search={wanted}
                            />
                        ))}
                    </div>
                </div>
                {isLive && !follows && (
                    <Button
                        size="sm"
                        icon="chevron-down"
                        className="absolute bottom-3 left-1/2 -translate-x-1/2 shadow-e2!"
                        onClick={() => setFollows(true)}
                    >
                        {t("execution.logs.latest")}
                    </Button>
                )}
            </div>
        </div>
    );
}

const instanceSchema = z.object({ instance: z.string() });

/** Of a step inside a loop with its turn, as the pagers count them. */
function placeOf(line: ExecutionLog, labelOf: (node: string) => string): string {
    if (line.node_id === null) return "";
    const { data } = instanceSchema.safeParse(line.metadata);
    return data === undefined ? labelOf(line.node_id) : placeText(data.instance, labelOf);
}

/** While looking back, what was logged later has not happened yet. */
function useShownTime(): number {
    const shownSeq = useExecution((state) => state.shownSeq);
    const frames = useExecution((state) => state.frames);
    return shownSeq === null ? Infinity : (timeOfStep(frames, shownSeq) ?? Infinity);
}

function fits(
    line: ExecutionLog,
    filter: {
        readonly level: LevelFilter;
        readonly wanted: string;
        readonly node: string | undefined;
        readonly until: number;
    }
): boolean {
    const { level, wanted, node, until } = filter;
    if (node !== undefined && line.node_id !== node) return false;
    if (level === "error" && line.level !== "error") return false;
    if (level === "warn" && line.level === "info") return false;
    if (Date.parse(line.created_at) > until) return false;
    return wanted === "" || line.message.toLowerCase().includes(wanted);
}
