import { useEffect, useMemo, useState } from "react";
import { Link, useParams } from "react-router";
import { useStore } from "zustand";
import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import { buttonClass } from "../../components/common/button-class.ts";
import { ErrorState } from "../../components/common/ErrorState.tsx";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { t } from "../../messages/messages.ts";
import { EditorContext } from "../editor-context.ts";
import { ExecutionControls } from "./ExecutionControls.tsx";
import { ExecutionHeader } from "./ExecutionHeader.tsx";
import { ExecutionLayout } from "./ExecutionLayout.tsx";
import { ExecutionSkeleton } from "./ExecutionSkeleton.tsx";
import { liveSource } from "./execution-source.ts";
import type { RanGraph } from "./execution-source.ts";
import { createExecutionStore } from "./execution-store.ts";
import type { ExecutionState, ExecutionStore } from "./execution-store.ts";
import { openRanGraph } from "./open-ran-graph.ts";
import { placeText } from "./place-words.ts";
import { RerunButton } from "./RerunButton.tsx";
import { useCancelling } from "./use-cancelling.ts";
import { useListedExecution } from "./use-listed-execution.ts";

/** One execution, now or long ago, on exactly the graph that ran. */
export function ExecutionPage() {
    const { id = "" } = useParams();
    // Another execution is another page: nothing of one may reach into the other.
    return <OneExecution key={id} id={id} />;
}

function OneExecution({ id }: { readonly id: string }) {
    const [execution] = useState(() => createExecutionStore(liveSource));
    const [attempt, setAttempt] = useState(0);
    useEffect(() => {
        void execution.watch(id);
        return () => execution.close();
    }, [execution, id, attempt]);
    const error = useStore(execution, (state) => state.error);
    if (error !== null) return <Failed error={error} onRetry={() => setAttempt(attempt + 1)} />;
    return <Shown id={id} execution={execution} />;
}

function Shown({ id, execution }: { readonly id: string; readonly execution: ExecutionStore }) {
    const state = useStore(execution);
    const listed = useListedExecution(id);
    const summary = state.summary ?? listed;
    const status = state.id === id && state.summary !== null ? state.status : summary?.status;
    const editor = useRanEditor(state, execution);
    usePageTitle(
        summary === null || status === undefined || status === null
            ? t("execution.page.loading")
            : t("execution.page.title", {
                  status: t(`common.status.${status}`),
                  workflow: summary.workflow_name,
                  number: t("execution.number", { number: String(summary.number) })
              })
    );
    return (
        <div className="flex min-h-full flex-col md:h-full md:min-h-0">
            {summary === null || status === undefined || status === null ? (
                <ExecutionSkeleton part="header" />
            ) : (
                <ExecutionHeader
                    summary={summary}
                    status={status}
                    isDeleted={state.graph?.workflowDeleted === true}
                    definition={state.graph?.definition}
                    failure={failureOf(state, execution)}
                    controls={
                        isOpenStatus(status) ? (
                            <ExecutionControls execution={execution} status={status} />
                        ) : (
                            <Rerun state={state} execution={execution} />
                        )
                    }
                />
            )}
            {editor === null ? (
                <ExecutionSkeleton part="body" />
            ) : (
                <EditorContext value={editor}>
                    <ExecutionLayout />
                </EditorContext>
            )}
        </div>
    );
}

/** Once all is known that a re-run starts from. */
function Rerun(props: { readonly state: ExecutionState; readonly execution: ExecutionStore }) {
    const { graph, summary } = props.state;
    const failed = props.execution.present()?.failed ?? null;
    if (graph === null || summary === null || isOpenStatus(summary.status)) return null;
    return (
        <RerunButton
            summary={summary}
            definition={graph.definition}
            isDeleted={graph.workflowDeleted}
            failed={
                failed === null
                    ? null
                    : {
                          instance: failed.instance,
                          label: placeText(failed.instance, labelIn(graph))
                      }
            }
        />
    );
}

/** Made once per graph, when it is there. */
function useRanEditor(state: ExecutionState, execution: ExecutionStore) {
    const { cancel } = useCancelling(execution);
    const { graph } = state;
    const workflowId = state.summary?.workflow_id ?? "";
    const name = state.summary?.workflow_name ?? "";
    return useMemo(
        () =>
            graph === null
                ? null
                : openRanGraph({ workflowId, name, graph, catalogue, execution, cancel }),
        [graph, workflowId, name, execution, cancel]
    );
}

function failureOf({ graph, summary }: ExecutionState, execution: ExecutionStore) {
    const fold = execution.present();
    const failed = fold?.failed ?? null;
    const message = fold?.error?.message ?? summary?.error?.message;
    if (failed === null || message === undefined || graph === null) return null;
    return { node: placeText(failed.instance, labelIn(graph)), message };
}

function labelIn({ plan }: RanGraph) {
    return (node: string) => plan.nodes.find((one) => one.id === node)?.label ?? node;
}

function Failed(props: {
    readonly error: NonNullable<ExecutionState["error"]>;
    readonly onRetry: () => void;
}) {
    const { error } = props;
    const isMissing = error.status === 404 || error.code === "VALIDATION_FAILED";
    const title = t(isMissing ? "execution.missing.title" : "execution.error.title");
    usePageTitle(title);
    return (
        <div className="grid min-h-full place-items-center">
            <ErrorState
                isPage
                title={title}
                why={isMissing ? t("execution.missing.text") : error.message}
                fix={isMissing ? t("execution.missing.fix") : error.solution}
                requestId={error.requestId}
                {...(isMissing ? {} : { onRetry: props.onRetry })}
                actions={
                    <Link to="/executions" className={buttonClass({ size: "sm" })}>
                        {t("execution.error.list")}
                    </Link>
                }
            />
        </div>
    );
}
