import { Link } from "react-router";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import { buttonClass } from "../../components/common/button-class.ts";
import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/messages.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { ErrorCard } from "./ErrorCard.tsx";
import { OutputOf } from "./OutputOf.tsx";
import type { Step } from "./use-step.ts";

/** A failure of a step: the card, what the workflow made of it, and what came out all the same. */
export function FailureDetail(props: { readonly step: Step; readonly error: NodeError }) {
    const { step, error } = props;
    const { workflowId } = useEditor();
    const isDeleted = useExecution((state) => state.graph?.workflowDeleted === true);
    return (
        <div className="flex flex-col gap-3">
            <ErrorCard
                error={error}
                aftermath={aftermathOf(step)}
                fallbackFix={step.run.handled === "fail" ? fixOf(step) : undefined}
                actions={
                    !isDeleted && (
                        <Link
                            to={`/workflows/${workflowId}`}
                            className={buttonClass({ size: "sm" })}
                        >
                            <Icon name="sliders" />
                            {t("execution.error.change")}
                        </Link>
                    )
                }
            />
            {step.run.hasOutput === true && (
                <section className="flex flex-col gap-2">
                    <h3 className="text-small font-semibold">{t("execution.output.label")}</h3>
                    <OutputOf step={step} />
                </section>
            )}
        </div>
    );
}

function aftermathOf({ run }: Step): string {
    const count = run.attempts ?? 1;
    const tries =
        run.error?.is_retryable === false && count === 1
            ? t("execution.error.final")
            : t("execution.error.tries", { count });
    if (run.handled === undefined) return tries;
    return `${tries} ${t(`execution.error.${ENDING[run.handled]}`)}`;
}

/** Advice that holds for every step of that kind. */
function fixOf({ run, facts }: Step): string {
    if (run.error?.is_retryable === true) return t("execution.error.fix.retry");
    return facts.errorPort === null
        ? t("execution.error.fix.input")
        : t("execution.error.fix.port");
}

const ENDING = { fail: "ended", continue: "continued", branch: "branch" } as const;
