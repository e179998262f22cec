import { useEffect, useRef, useState } from "react";
import type { ExecutionLog } from "@flowmaestro/shared/contract/routes/executions.ts";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Select } from "../../components/common/Select.tsx";
import { Switch } from "../../components/common/Switch.tsx";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { formatClock, formatExact } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { download } from "./download.ts";
import { useLogs } from "./use-logs.ts";

type Level = "all" | ExecutionLog["level"];

const LEVELS = ["all", "info", "warn", "error"] as const satisfies readonly Level[];
const LEVEL_COLOR = { info: "text-fg-3", warn: "text-warn", error: "text-err" } as const;

function isLevel(value: string): value is Level {
    return LEVELS.some((level) => level === value);
}

/** What happened, in sentences. Follows the end while it runs, until somebody scrolls up. */
export function LogList({ node }: { readonly node?: string }) {
    const editor = useEditor();
    const id = useExecution((state) => state.id);
    const isLive = useExecution((state) => state.status !== null && isOpenStatus(state.status));
    const logs = useLogs(id, isLive);
    const [level, setLevel] = useState<Level>("all");
    const [follows, setFollows] = useState(true);
    const end = useRef<HTMLDivElement>(null);
    const lines = logs.lines.filter(
        (line) =>
            (level === "all" || line.level === level) &&
            (node === undefined || line.node_id === node)
    );

    useEffect(() => {
        if (follows && isLive) end.current?.scrollIntoView({ block: "nearest" });
    }, [follows, isLive, lines.length]);

    return (
        <div className="flex min-h-full flex-col">
            <div className="sticky top-0 z-1 flex h-9 flex-none items-center gap-2 bg-surface px-3">
                <Select
                    size="sm"
                    quiet
                    className="w-auto!"
                    label={t("editor.logs.level")}
                    value={level}
                    options={LEVELS.map((value) => ({
                        value,
                        label: t(`editor.logs.level.${value}`)
                    }))}
                    onChange={(value) => isLevel(value) && setLevel(value)}
                />
                <div className="flex-1" />
                {isLive && (
                    <Switch
                        label={t("editor.logs.follow")}
                        checked={follows}
                        onChange={setFollows}
                    />
                )}
                <IconButton
                    icon="download"
                    size="sm"
                    label={t("editor.logs.download")}
                    disabled={lines.length === 0}
                    onClick={() => download("logs.json", JSON.stringify(lines, null, 2))}
                />
            </div>
            {logs.error !== null && (
                <p className="px-3 py-1 text-small text-err">
                    {logs.error.message} {logs.error.solution}
                </p>
            )}
            {lines.length === 0 && !logs.isLoading && logs.error === null && (
                <p className="px-3 py-1 text-small text-fg-2">{t("editor.logs.none")}</p>
            )}
            <ol
                aria-label={t("editor.drawer.logs")}
                className="pb-2 font-mono text-[0.75rem] leading-[22px]"
            >
                {lines.map((line) => (
                    <li
                        key={line.id}
                        className="flex gap-2.5 px-3 whitespace-nowrap hover:bg-hover"
                        title={formatExact(line.created_at)}
                    >
                        <time dateTime={line.created_at} className="flex-none text-fg-3">
                            {formatClock(line.created_at)}.{line.created_at.slice(20, 23)}
                        </time>
                        <span className={`w-9 flex-none ${LEVEL_COLOR[line.level]}`}>
                            {line.level}
                        </span>
                        {node === undefined && (
                            <span className="w-28 flex-none truncate text-fg-2">
                                {line.node_id === null ? "" : labelFor(editor, line.node_id)}
                            </span>
                        )}
                        <span className="min-w-0 whitespace-pre-wrap wrap-anywhere">
                            {line.message}
                        </span>
                    </li>
                ))}
            </ol>
            <div ref={end} />
        </div>
    );
}
