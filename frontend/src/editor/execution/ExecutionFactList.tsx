import type { ReactNode } from "react";
import { Link } from "react-router";
import type {
    Execution,
    ExecutionSummary
} from "@flowmaestro/shared/contract/routes/executions.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { useExecutionTitle, useLineage } from "../../api/queries/execution-control.ts";
import { Icon } from "../../components/common/Icon.tsx";
import type { IconName } from "../../components/common/icon-shapes.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import type { ExecutionStatus } from "../../lib/execution-status.ts";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { formatDuration, formatExact, formatWhen } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { copyText } from "./copy-text.ts";
import { useRanVersion } from "./use-ran-version.ts";
import { useTicking } from "./use-ticking.ts";

export interface ExecutionFactListProps {
    readonly summary: Execution | ExecutionSummary;
    readonly status: ExecutionStatus;
    readonly isDeleted: boolean;
    /** What ran, once it is there. */
    readonly definition: WorkflowDefinition | undefined;
}

/** How long, by whom, when, of which version. */
export function ExecutionFactList(props: ExecutionFactListProps) {
    const { summary, status } = props;
    const startedAt = summary.started_at ?? summary.created_at;
    return (
        <dl className="mt-2 flex flex-wrap items-center gap-x-5 gap-y-1 text-small text-fg-2 tabular">
            <Fact icon="clock" name={t("execution.fact.duration")}>
                <Duration summary={summary} status={status} />
            </Fact>
            <Fact icon="play" name={t("execution.fact.trigger")}>
                {triggerText(summary.trigger)}
            </Fact>
            <Fact icon="calendar" name={t("execution.fact.started")}>
                <time dateTime={startedAt} title={formatExact(startedAt)}>
                    {formatWhen(startedAt)}
                </time>
            </Fact>
            <Fact icon="history" name={t("execution.fact.version")}>
                <Version {...props} />
            </Fact>
            <Lineage summary={summary} status={status} />
            <Fact icon="tag" name={t("execution.fact.id")} className="max-md:hidden">
                <code className="max-w-24 truncate font-mono text-[0.75rem]" title={summary.id}>
                    {summary.id.slice(0, 8)}
                </code>
                <IconButton
                    icon="copy"
                    size="sm"
                    className="-my-1 size-6"
                    label={t("execution.copy.id")}
                    onClick={() => void copyText(summary.id, t("execution.copy.id.done"))}
                />
            </Fact>
            <EngineLink summary={summary} />
        </dl>
    );
}

/** For operators, where the execution runs on Temporal. */
function EngineLink({ summary }: Pick<ExecutionFactListProps, "summary">) {
    const url = "engine_url" in summary ? summary.engine_url : undefined;
    if (url === undefined) return null;
    return (
        <Fact icon="external" name={t("execution.fact.engine")}>
            <a
                href={url}
                target="_blank"
                rel="noreferrer"
                className="font-medium text-fg underline decoration-line-strong underline-offset-2 hover:decoration-current"
            >
                {t("execution.open.temporal")}
            </a>
        </Fact>
    );
}

/** What it runs again, who called it, and what it was run again as. */
function Lineage({ summary, status }: Pick<ExecutionFactListProps, "summary" | "status">) {
    const lineage = useLineage(summary.id, status, "reruns" in summary ? summary : undefined).data;
    const parent = useExecutionTitle(lineage?.parent ?? null).data;
    const caller = useExecutionTitle(lineage?.caller?.execution_id ?? null).data;
    if (lineage === undefined) return null;
    const { reruns } = lineage;
    return (
        <>
            {parent !== undefined && lineage.parent !== null && (
                <Fact icon="retry" name={t("execution.fact.parent")}>
                    <ExecutionLink id={lineage.parent}>
                        {t("execution.lineage.rerun_of", { number: `#${parent.number}` })}
                    </ExecutionLink>
                </Fact>
            )}
            {caller !== undefined && lineage.caller !== null && (
                <Fact icon="workflow" name={t("execution.fact.caller")}>
                    <ExecutionLink id={lineage.caller.execution_id}>
                        {t("execution.lineage.called_by", {
                            workflow: caller.workflow_name,
                            number: `#${caller.number}`
                        })}
                    </ExecutionLink>
                </Fact>
            )}
            {reruns.length > 0 && (
                <Fact icon="redo" name={t("execution.fact.reruns")}>
                    {t("execution.lineage.reruns")}
                    {reruns.slice(0, MOST_RERUNS).map(({ execution_id, number }) => (
                        <ExecutionLink key={execution_id} id={execution_id}>
                            {t("execution.number", { number: String(number) })}
                        </ExecutionLink>
                    ))}
                    {reruns.length > MOST_RERUNS && `+${reruns.length - MOST_RERUNS}`}
                </Fact>
            )}
        </>
    );
}

const MOST_RERUNS = 3;

function ExecutionLink({ id, children }: { readonly id: string; readonly children: ReactNode }) {
    return (
        <Link
            to={`/executions/${id}`}
            className="font-medium text-fg underline decoration-line-strong underline-offset-2 hover:decoration-current"
        >
            {children}
        </Link>
    );
}

function Fact(props: {
    readonly icon: IconName;
    readonly name: string;
    readonly className?: string;
    readonly children: ReactNode;
}) {
    return (
        <div
            className={`flex items-center gap-1.5 whitespace-nowrap ${props.className ?? ""}`}
            title={props.name}
        >
            <dt className="flex">
                <Icon name={props.icon} size={14} label={props.name} className="text-fg-3" />
            </dt>
            <dd className="flex items-center gap-1.5">{props.children}</dd>
        </div>
    );
}

function Duration({ summary, status }: Pick<ExecutionFactListProps, "summary" | "status">) {
    const isOpen = isOpenStatus(status);
    const now = useTicking(isOpen && summary.started_at !== null, 200);
    if (summary.duration_ms !== null) return formatDuration(summary.duration_ms);
    if (summary.started_at === null) return t("execution.fact.not_started");
    if (!isOpen) return t("execution.nothing");
    return formatDuration(now - Date.parse(summary.started_at));
}

function Version(props: ExecutionFactListProps) {
    const { version, live, isLive } = useRanVersion(props);
    const standing = !isLive ? "live" : version === null ? "same_as_live" : "is_live";
    return (
        <>
            {version === null
                ? t("execution.version.draft")
                : t("execution.version.number", { version })}
            {live !== undefined && live > 0 && (
                <span className="text-fg-3">
                    {t(`execution.version.${standing}`, { version: live })}
                </span>
            )}
        </>
    );
}

function triggerText(trigger: string): string {
    if (trigger === "manual" || trigger === "test" || trigger === "api" || trigger === "workflow") {
        return t(`executions.trigger.${trigger}`);
    }
    return trigger;
}
