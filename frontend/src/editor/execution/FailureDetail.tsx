import { Link } from "react-router";
import { scopeOf, turnOf } from "@flowmaestro/shared/orchestrator/instance.ts";
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
    const loopEnd = useExecution(({ fold }) => {
        const scope = scopeOf(step.instance);
        return scope === "" ? undefined : fold?.turnsOf(turnOf(scope).container)?.onError;
    });
    return (
        <div className="flex flex-col gap-3">
            <ErrorCard
                error={error}
                aftermath={aftermathOf(step, loopEnd)}
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

/** Inside a loop a failure ends the turn; what comes of the loop is its own setting. */
function aftermathOf({ run }: Step, loopEnd: "stop" | "collect" | undefined): string {
    const count = run.attempts ?? 1;
    const tries =
        run.error?.is_retryable === false && count === 1
            ? t("execution.error.final")
            : t("execution.error.tries", { count });
    if (run.handled === undefined) return tries;
    if (run.handled === "fail" && loopEnd !== undefined) {
        return `${tries} ${t(`execution.error.turn.${loopEnd}`)}`;
    }
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
