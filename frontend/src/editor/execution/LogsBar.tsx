import type { ExecutionLog } from "@flowmaestro/shared/contract/routes/executions.ts";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Select } from "../../components/common/Select.tsx";
import { Switch } from "../../components/common/Switch.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { t } from "../../messages/messages.ts";
import { copyText } from "./copy-text.ts";
import { download } from "./download.ts";

const LEVELS = ["all", "warn", "error"] as const;
export type LevelFilter = (typeof LEVELS)[number];

export interface LogsBarProps {
    readonly level: LevelFilter;
    readonly setLevel: (level: LevelFilter) => void;
    readonly search: string;
    readonly setSearch: (search: string) => void;
    /** The lines that are shown. */
    readonly lines: readonly ExecutionLog[];
    readonly isLive: boolean;
    readonly follows: boolean;
    readonly onFollow: (follows: boolean) => void;
}

export function LogsBar(props: LogsBarProps) {
    const { level, search, lines } = props;
    return (
        <div className="flex min-h-10 flex-none items-center gap-2 px-3 max-sm:flex-wrap max-sm:py-1.5">
            <Select
                size="sm"
                quiet
                className="w-auto!"
                label={t("execution.logs.level")}
                value={level}
                options={LEVELS.map((value) => ({
                    value,
                    label: t(`execution.logs.level.${value}`)
                }))}
                onChange={(value) => {
                    const next = LEVELS.find((one) => one === value);
                    if (next !== undefined) props.setLevel(next);
                }}
            />
            <div className="w-56 min-w-0 shrink max-sm:order-last max-sm:w-full">
                <TextInput
                    type="search"
                    size="sm"
                    icon="search"
                    quiet
                    aria-label={t("execution.logs.search")}
                    placeholder={t("execution.logs.search")}
                    value={search}
                    onChange={(event) => props.setSearch(event.currentTarget.value)}
                />
            </div>
            <div className="flex-1" />
            {props.isLive && (
                <Switch
                    label={t("execution.logs.follow")}
                    checked={props.follows}
                    onChange={props.onFollow}
                />
            )}
            <IconButton
                icon="copy"
                size="sm"
                label={t("execution.logs.copy")}
                disabled={lines.length === 0}
                onClick={() =>
                    void copyText(
                        lines.map(textOf).join("\n"),
                        t("execution.logs.copied", { count: lines.length })
                    )
                }
            />
            <IconButton
                icon="download"
                size="sm"
                label={t("execution.logs.download")}
                disabled={lines.length === 0}
                onClick={() => download("logs.json", JSON.stringify(lines, null, 2))}
            />
        </div>
    );
}

function textOf({ created_at, level, message }: ExecutionLog): string {
    return `${created_at} ${level} ${message}`;
}
