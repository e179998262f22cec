import { Link } from "react-router";
import type { ExecutionSummary } from "@flowmaestro/shared/contract/routes/executions.ts";
import { Table } from "../../components/common/Table.tsx";
import type { TableColumn } from "../../components/common/Table.tsx";
import { useIsNarrow } from "../../components/common/use-media-query.ts";
import { ExecutionStatusBadge } from "../../components/domain/ExecutionStatusBadge.tsx";
import { useNow } from "../../hooks/use-now.ts";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { formatDuration, formatExact, formatWhen } from "../../lib/format.ts";
import { t } from "../../messages/pages.ts";

export interface ExecutionTableProps {
    readonly executions: readonly ExecutionSummary[];
    readonly isBusy: boolean;
}

export function ExecutionTable({ executions, isBusy }: ExecutionTableProps) {
    const isNarrow = useIsNarrow();
    if (isNarrow) return <ExecutionCards executions={executions} isBusy={isBusy} />;
    return (
        <Table
            caption={t("executions.table.caption")}
            rows={executions}
            rowKey={(execution) => execution.id}
            columns={COLUMNS}
            interactive
            isBusy={isBusy}
        />
    );
}

const COLUMNS: readonly TableColumn<ExecutionSummary>[] = [
    {
        key: "number",
        header: t("executions.column.number"),
        width: "w-24",
        cell: (execution) => <ExecutionLink execution={execution} />
    },
    {
        key: "status",
        header: t("executions.column.status"),
        width: "w-32 lg:w-34",
        cell: ({ status }) => <ExecutionStatusBadge status={status} plain />
    },
    {
        key: "workflow",
        header: t("executions.column.workflow"),
        cell: (execution) => <WorkflowAndError execution={execution} />
    },
    {
        key: "version",
        header: t("executions.column.version"),
        width: "w-22",
        className: "max-lg:hidden",
        cell: ({ version }) => <span className="text-fg-2 tabular">{versionText(version)}</span>
    },
    {
        key: "trigger",
        header: t("executions.column.trigger"),
        width: "w-27",
        className: "max-lg:hidden",
        cell: ({ trigger }) => <span className="text-fg-2">{triggerText(trigger)}</span>
    },
    {
        key: "started",
        header: t("executions.column.started"),
        width: "w-30 lg:w-33",
        cell: (execution) => <Started execution={execution} />
    },
    {
        key: "duration",
        header: t("executions.column.duration"),
        width: "w-26 lg:w-28",
        align: "right",
        cell: (execution) => <Duration execution={execution} />
    }
];

function ExecutionLink({ execution }: { readonly execution: ExecutionSummary }) {
    const { id, number, workflow_name: workflow } = execution;
    return (
        <Link
            to={`/executions/${id}`}
            aria-label={t("executions.open", { number: String(number), workflow })}
            className="row-link font-semibold tabular after:absolute after:inset-0"
        >
            {t("executions.number", { number: String(number) })}
        </Link>
    );
}

function WorkflowAndError({ execution }: { readonly execution: ExecutionSummary }) {
    const { workflow_name, error } = execution;
    return (
        <span className="flex min-w-0 gap-2">
            <span className="max-w-full flex-none truncate font-medium">{workflow_name}</span>
            {error !== undefined && (
                <span className="truncate text-fg-3" title={error.message}>
                    {error.message}
                </span>
            )}
        </span>
    );
}

function Started({ execution }: { readonly execution: ExecutionSummary }) {
    const at = execution.started_at ?? execution.created_at;
    return (
        <time dateTime={at} title={formatExact(at)} className="truncate text-fg-2 tabular">
            {formatWhen(at)}
        </time>
    );
}

function Duration({ execution }: { readonly execution: ExecutionSummary }) {
    const { duration_ms, started_at, status } = execution;
    if (duration_ms !== null) return <span className="tabular">{formatDuration(duration_ms)}</span>;
    if (started_at === null || !isOpenStatus(status)) return null;
    return <RunningDuration startedAt={started_at} />;
}

function RunningDuration({ startedAt }: { readonly startedAt: string }) {
    const now = useNow(1000);
    return (
        <span className="text-fg-2 tabular">
            {formatDuration(now.getTime() - Date.parse(startedAt))}
        </span>
    );
}

function versionText(version: number | null): string {
    return version === null ? t("executions.draft") : t("executions.version", { version });
}

function triggerText(trigger: string): string {
    if (trigger === "manual" || trigger === "test" || trigger === "api" || trigger === "workflow") {
        return t(`executions.trigger.${trigger}`);
    }
    return trigger;
}

function ExecutionCards({ executions, isBusy }: ExecutionTableProps) {
    return (
        <ul
            aria-label={t("executions.table.caption")}
            aria-busy={isBusy || undefined}
            className="overflow-hidden rounded-card border border-line bg-surface shadow-e1"
        >
            {executions.map((execution) => (
                <li
                    key={execution.id}
                    className="relative grid grid-cols-[1fr_auto] items-center gap-x-3 gap-y-1.5 border-t border-line px-3.5 py-3 text-small first:border-t-0"
                >
                    <span className="flex min-w-0 gap-2">
                        <ExecutionLink execution={execution} />
                        <span className="truncate font-medium">{execution.workflow_name}</span>
                    </span>
                    <span className="text-right">
                        <Duration execution={execution} />
                    </span>
                    <ExecutionStatusBadge status={execution.status} plain />
                    <span className="text-right">
                        <Started execution={execution} />
                    </span>
                </li>
            ))}
        </ul>
    );
}
