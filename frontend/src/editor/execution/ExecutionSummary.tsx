import { Badge } from "../../components/common/Badge.tsx";
import { Button } from "../../components/common/Button.tsx";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor, useExecution } from "../editor-context.ts";
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
        </div>
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
