import type { ReactNode } from "react";
import { Link } from "react-router";
import type {
    Execution,
    ExecutionSummary
} from "@flowmaestro/shared/contract/routes/executions.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { Badge } from "../../components/common/Badge.tsx";
import { buttonClass } from "../../components/common/button-class.ts";
import { Icon } from "../../components/common/Icon.tsx";
import { ExecutionStatusBadge } from "../../components/domain/ExecutionStatusBadge.tsx";
import type { ExecutionStatus } from "../../lib/execution-status.ts";
import { t } from "../../messages/messages.ts";
import { ExecutionFactList } from "./ExecutionFactList.tsx";

export interface ExecutionHeaderProps {
    readonly summary: Execution | ExecutionSummary;
    readonly status: ExecutionStatus;
    readonly isDeleted: boolean;
    readonly definition: WorkflowDefinition | undefined;
    readonly failure: { readonly node: string; readonly message: string } | null;
    /** What can be done with it: pause, cancel, run again. */
    readonly controls: ReactNode;
}

/** Which execution it is, how it went, and what can be done with it. */
export function ExecutionHeader(props: ExecutionHeaderProps) {
    const { summary, status, isDeleted, failure } = props;
    return (
        <header className="flex-none border-b border-line bg-surface px-3 py-2.5 md:px-5">
            <nav aria-label={t("execution.breadcrumb")} className="text-small text-fg-3">
                <ol className="flex min-w-0 items-center gap-2">
                    <li className="flex-none">
                        <Link to="/executions" className="hover:text-fg hover:underline">
                            {t("execution.executions")}
                        </Link>
                    </li>
                    <li aria-hidden="true">/</li>
                    <li className="min-w-0 truncate">
                        {isDeleted ? (
                            summary.workflow_name
                        ) : (
                            <Link
                                to={`/workflows/${summary.workflow_id}`}
                                className="hover:text-fg hover:underline"
                            >
                                {summary.workflow_name}
                            </Link>
                        )}
                    </li>
                </ol>
            </nav>
            <div className="mt-0.5 flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2">
                <h1 className="text-title tabular">
                    <span className="sr-only">{summary.workflow_name} </span>
                    {t("execution.number", { number: String(summary.number) })}
                </h1>
                <ExecutionStatusBadge status={status} className="execution-status" />
                {isDeleted && <Badge icon="trash">{t("execution.workflow.deleted")}</Badge>}
                {failure !== null && (
                    <p
                        className="min-w-0 flex-1 truncate text-small text-fg-2 max-sm:order-last max-sm:basis-full max-sm:whitespace-normal"
                        title={failure.message}
                    >
                        <FailureSentence {...failure} />
                    </p>
                )}
                <div className="ml-auto flex max-w-full min-w-0 items-center gap-2 sm:flex-none">
                    {!isDeleted && (
                        <Link to={`/workflows/${summary.workflow_id}`} className={buttonClass()}>
                            <Icon name="code" />
                            <span className="max-sm:sr-only">{t("execution.open.editor")}</span>
                        </Link>
                    )}
                    {props.controls}
                </div>
            </div>
            <ExecutionFactList {...{ summary, status, isDeleted }} definition={props.definition} />
        </header>
    );
}

/** "at **Charge card**: the card was declined" */
function FailureSentence(props: { readonly node: string; readonly message: string }) {
    const [before, after] = t("execution.failed_at", {
        node: "\u0000",
        message: props.message
    }).split("\u0000");
    return (
        <>
            {before}
            <b className="font-semibold text-fg">{props.node}</b>
            {after}
        </>
    );
}
