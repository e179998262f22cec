import { Link } from "react-router";
import type { WorkflowSummary } from "@flowmaestro/shared/contract/routes/workflows.ts";
import { Avatar } from "../../components/common/Avatar.tsx";
import { Badge } from "../../components/common/Badge.tsx";
import { Table } from "../../components/common/Table.tsx";
import type { TableColumn } from "../../components/common/Table.tsx";
import { useIsNarrow } from "../../components/common/use-media-query.ts";
import { ExecutionStatusBadge } from "../../components/domain/ExecutionStatusBadge.tsx";
import { formatDuration, formatExact, formatWhen } from "../../lib/format.ts";
import { t } from "../../messages/pages.ts";
import { ExecutionBars } from "./ExecutionBars.tsx";
import { WorkflowActions } from "./WorkflowActions.tsx";
import type { WorkflowActionsProps } from "./WorkflowActions.tsx";
import { WorkflowState } from "./WorkflowState.tsx";

export interface WorkflowTableProps extends Omit<WorkflowActionsProps, "workflow"> {
    readonly workflows: readonly WorkflowSummary[];
    readonly isBusy: boolean;
}

export function WorkflowTable(props: WorkflowTableProps) {
    const isNarrow = useIsNarrow();
    if (isNarrow) return <WorkflowCards {...props} />;
    return (
        <Table
            caption={t("library.table.caption")}
            rows={props.workflows}
            rowKey={(workflow) => workflow.id}
            columns={columnsOf(props)}
            interactive
            isBusy={props.isBusy}
        />
    );
}

function columnsOf(actions: WorkflowTableProps): TableColumn<WorkflowSummary>[] {
    return [
        {
            key: "name",
            header: t("library.column.name"),
            cell: (workflow) => <NameAndTags workflow={workflow} />
        },
        {
            key: "status",
            header: t("library.column.status"),
            width: "w-24 lg:max-[1359px]:w-33 min-[1360px]:w-52",
            cell: (workflow) => <WorkflowState workflow={workflow} />
        },
        {
            key: "recent",
            header: t("library.column.recent"),
            width: "w-[142px]",
            cell: (workflow) => <ExecutionBars recent={workflow.recent_executions} />
        },
        {
            key: "last",
            header: t("library.column.last"),
            width: "w-33 lg:w-44",
            cell: (workflow) => <LastExecution workflow={workflow} />
        },
        {
            key: "editor",
            header: t("library.column.editor"),
            width: "w-16",
            className: "max-lg:hidden",
            cell: ({ updated_by }) => updated_by !== null && <Avatar name={updated_by.name} />
        },
        {
            key: "edited",
            header: t("library.column.edited"),
            width: "w-28 lg:w-[118px]",
            cell: ({ updated_at }) => <When at={updated_at} />
        },
        {
            key: "actions",
            header: t("library.column.actions"),
            hideHeader: true,
            width: "w-12 lg:w-13",
            align: "right",
            cell: (workflow) => <WorkflowActions {...actions} workflow={workflow} />
        }
    ];
}

function NameAndTags({ workflow }: { readonly workflow: WorkflowSummary }) {
    return (
        <div className="flex min-w-0 items-center gap-2">
            <Link
                to={`/workflows/${workflow.id}`}
                title={workflow.description ?? undefined}
                className="row-link truncate text-body font-[550] after:absolute after:inset-0"
            >
                {workflow.name}
            </Link>
            {workflow.tags.slice(0, 2).map((tag) => (
                <Badge key={tag} className="h-5 max-w-32 flex-none max-lg:hidden">
                    {tag}
                </Badge>
            ))}
            {workflow.tags.length > 2 && (
                <span
                    className="text-micro text-fg-3 max-lg:hidden"
                    title={workflow.tags.slice(2).join(", ")}
                >
                    +{workflow.tags.length - 2}
                </span>
            )}
        </div>
    );
}

function LastExecution({ workflow }: { readonly workflow: WorkflowSummary }) {
    const last = workflow.last_execution;
    if (last === null) return <span className="text-fg-3">{t("library.never")}</span>;
    return (
        <span className="flex items-center gap-2">
            <ExecutionStatusBadge status={last.status} plain />
            {last.duration_ms !== null && (
                <span className="truncate text-fg-2 tabular sm:max-lg:hidden">
                    {formatDuration(last.duration_ms)}
                </span>
            )}
        </span>
    );
}

function When({ at }: { readonly at: string }) {
    return (
        <time dateTime={at} title={formatExact(at)} className="truncate text-fg-2 tabular">
            {formatWhen(at)}
        </time>
    );
}

/** On a phone each row is two lines; the menu keeps a finger's size. */
function WorkflowCards(props: WorkflowTableProps) {
    return (
        <ul
            aria-label={t("library.table.caption")}
            aria-busy={props.isBusy || undefined}
            className="overflow-hidden rounded-card border border-line bg-surface shadow-e1"
        >
            {props.workflows.map((workflow) => (
                <li
                    key={workflow.id}
                    className="relative grid grid-cols-[1fr_auto_auto] items-center gap-x-3 gap-y-1.5 border-t border-line py-2.5 pr-1.5 pl-3.5 text-small first:border-t-0"
                >
                    <span className="flex min-w-0 items-center gap-2">
                        <Link
                            to={`/workflows/${workflow.id}`}
                            className="truncate text-body font-[550] after:absolute after:inset-0"
                        >
                            {workflow.name}
                        </Link>
                        {workflow.tags.slice(0, 1).map((tag) => (
                            <Badge key={tag} className="h-5 max-w-24 flex-none max-[379px]:hidden">
                                {tag}
                            </Badge>
                        ))}
                    </span>
                    <span className="text-right">
                        <WorkflowState workflow={workflow} />
                    </span>
                    <span className="row-span-2">
                        <WorkflowActions {...props} workflow={workflow} />
                    </span>
                    <LastExecution workflow={workflow} />
                    <span className="text-right">
                        <When at={workflow.updated_at} />
                    </span>
                </li>
            ))}
        </ul>
    );
}
