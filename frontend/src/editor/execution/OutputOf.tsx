import { Icon } from "../../components/common/Icon.tsx";
import { formatWhen } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { whoText } from "./by-words.ts";
import { ChildLink } from "./ChildLink.tsx";
import { BecauseRules } from "./BecauseRules.tsx";
import { readBecause } from "./reason.ts";
import { RunValue } from "./RunValue.tsx";
import type { Step } from "./use-step.ts";
import { WhyBlock } from "./WhyBlock.tsx";

/** A condition shows the values it decided by, and the way it went. */
function Decision({ step }: { readonly step: Step }) {
    const because = readBecause(step.run.because);
    if (because === null) return null;
    return (
        <section className="mt-4 flex flex-col gap-2">
            <h3 className="text-small font-semibold">{t("execution.output.decision")}</h3>
            <BecauseRules because={because} />
            <p className="text-small text-fg-2">
                {t("execution.output.went", { port: (step.run.took ?? []).join(", ") })}
            </p>
        </section>
    );
}

/** Who answered, and what else is worth knowing of how it came to its output. */
function Aftermath({ step }: { readonly step: Step }) {
    const { run } = step;
    const { answeredBy, answeredAt } = run.question ?? {};
    return (
        <div className="mt-4 flex flex-col gap-2.5 text-small text-fg-2 empty:hidden">
            {answeredBy !== undefined && answeredAt !== undefined && (
                <p className="flex items-center gap-2">
                    <Icon name="user-check" className="text-fg-3" />
                    {t("execution.question.answered", {
                        who: whoText(answeredBy),
                        when: formatWhen(new Date(answeredAt).toISOString())
                    })}
                </p>
            )}
            {run.signalledBy !== undefined && (
                <p>{t("execution.waiting.signalled", { who: whoText(run.signalledBy) })}</p>
            )}
            {run.isReused === true && <p>{t("execution.lineage.reused")}</p>}
            {run.child !== undefined && <ChildLink instance={step.instance} />}
        </div>
    );
}

/** What a step put out, if it had by the moment that is shown. */
export function OutputOf({ step }: { readonly step: Step }) {
    const { run, node } = step;
    if (run.hasOutput === true) {
        const label = t("execution.output.of", { node: step.label });
        return (
            <>
                <RunValue {...{ run, node, label }} />
                <Decision step={step} />
                <Aftermath step={step} />
            </>
        );
    }
    if (run.text !== undefined && run.text !== "") {
        return (
            <p className="font-mono text-mono wrap-anywhere whitespace-pre-wrap" aria-live="off">
                {run.text}
            </p>
        );
    }
    if (run.reason !== undefined) return <WhyBlock run={run} />;
    return <p className="text-small text-fg-2">{t("execution.output.not_yet")}</p>;
}
