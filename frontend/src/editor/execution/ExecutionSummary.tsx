import { Link } from "react-router";
import { Badge } from "../../components/common/Badge.tsx";
import { Button } from "../../components/common/Button.tsx";
import { ExecutionStatusBadge } from "../../components/domain/ExecutionStatusBadge.tsx";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { whoText } from "./by-words.ts";
import { useLineage } from "./use-lineage.ts";
import { ErrorCard } from "./ErrorCard.tsx";
import { ExecutionOutputs } from "./ExecutionOutputs.tsx";
import { runLook } from "./run-look.ts";
import { failedNode } from "./failed-node.ts";
import { useChoose } from "./use-choose.ts";
import { useExecutionRows } from "./use-execution-rows.ts";
import { ValueView } from "./ValueView.tsx";

/** With nothing chosen: the execution as a whole. How it ended, what went in and what came out. */
export function ExecutionSummary(props: {
    /** The failed step stands open next to it, with its error. */
    readonly isBesideSteps?: boolean;
}) {
    const editor = useEditor();
    const choose = useChoose();
    const error = useExecution((state) => state.fold?.error ?? null);
    const failed = useExecution(({ fold, version: _version }) => failedNode(fold));
    return (
        <div className="flex flex-col gap-5 p-4">
            <StepCounts />
            <Stopped />
            {error !== null && (failed === null || props.isBesideSteps !== true) && (
                <ErrorCard
                    error={error}
                    actions={
                        failed !== null && (
                            <Button size="sm" icon="arrow-right" onClick={() => choose(failed)}>
                                {t("execution.summary.show_failed", {
                                    node: labelFor(editor, failed)
                                })}
                            </Button>
                        )
                    }
                />
            )}
            <Part title={t("execution.summary.outputs")}>
                <ExecutionOutputs />
            </Part>
            <Part title={t("execution.summary.inputs")}>
                <Inputs />
            </Part>
            <Children />
        </div>
    );
}

/** Why it does not go on: somebody paused it, or cancelled it and said why. */
function Stopped() {
    const isPaused = useExecution(
        ({ fold, version: _version }) =>
            fold !== null && fold.state.paused && fold.state.ended === null
    );
    const closing = useExecution(({ fold }) => fold?.state.frames[""]?.closing ?? null);
    if (isPaused) {
        return <p className="text-small text-fg-2">{t("execution.paused")}</p>;
    }
    const by = closing?.reason.details?.["by"];
    if (closing?.cause !== "cancelled" || typeof by !== "string") return null;
    const reason = closing.words ?? t("execution.cancelled_without");
    return (
        <p className="text-small wrap-anywhere text-fg-2">
            {t("execution.cancelled_because", { who: whoText(by), reason })}
        </p>
    );
}

/** Executions that its steps have started. */
function Children() {
    const children = useLineage()?.children ?? [];
    if (children.length === 0) return null;
    return (
        <Part title={t("execution.lineage.children")}>
            <ul className="flex flex-col gap-1.5">
                {children.map((child) => (
                    <li key={child.execution_id} className="flex items-center gap-2.5 text-small">
                        <Link
                            to={`/executions/${child.execution_id}`}
                            className="min-w-0 truncate font-medium underline decoration-line-strong underline-offset-2 hover:decoration-current"
                        >
                            {t("execution.lineage.child", {
                                workflow: child.workflow_name,
                                number: `#${child.number}`
                            })}
                        </Link>
                        <ExecutionStatusBadge status={child.status} plain />
                    </li>
                ))}
            </ul>
        </Part>
    );
}

function Part(props: { readonly title: string; readonly children: React.ReactNode }) {
    return (
        <section className="flex min-w-0 flex-col gap-2">
            <h3 className="text-small font-semibold">{props.title}</h3>
            {props.children}
        </section>
    );
}

function Inputs() {
    const inputs = useExecution((state) => state.summary?.inputs);
    if (inputs === undefined) return null;
    const isEmpty = typeof inputs === "object" && Object.keys(inputs ?? {}).length === 0;
    if (isEmpty) {
        return <p className="text-small text-fg-2">{t("execution.summary.inputs.none")}</p>;
    }
    return (
        <ValueView
            label={t("execution.summary.inputs")}
            value={inputs}
            fileName="inputs"
            openDepth={1}
        />
    );
}

const COUNTED = [
    "completed",
    "failed",
    "running",
    "waiting",
    "skipped",
    "cancelled",
    "unreached",
    "pending"
] as const;
type Counted = (typeof COUNTED)[number];

/** Where the steps stand at the moment that is shown. */
function StepCounts() {
    const { rows } = useExecutionRows();
    const status = useExecution((state) => state.status);
    const counts = new Map<Counted, number>();
    for (const { run, isDisabled } of rows) {
        if (isDisabled) continue;
        const kind = countedAs(run.status);
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    if (rows.length === 0 || status === null) return null;
    return (
        <ul aria-label={t("execution.summary.steps")} className="flex flex-wrap gap-1.5">
            {COUNTED.flatMap((kind) => {
                const count = counts.get(kind);
                if (count === undefined) return [];
                const { tone, icon } = runLook({ instance: "", status: kind });
                return (
                    <li key={kind}>
                        <Badge
                            tone={tone}
                            icon={icon}
                            spinning={kind === "running" && isOpenStatus(status)}
                        >
                            {t(`execution.summary.count.${kind}`, { count })}
                        </Badge>
                    </li>
                );
            })}
        </ul>
    );
}

function countedAs(status: string): Counted {
    if (status === "timed_out") return "failed";
    if (status === "stopping" || status === "retrying") return "running";
    return COUNTED.find((one) => one === status) ?? "pending";
}
