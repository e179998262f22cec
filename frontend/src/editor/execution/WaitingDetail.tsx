import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/messages.ts";
import { whoText } from "./by-words.ts";
import { ChildLink } from "./ChildLink.tsx";
import type { Run } from "./execution-fold.ts";
import { leftText, momentText } from "./left-text.ts";
import { QuestionPanel } from "./QuestionPanel.tsx";
import { runLook, TONE_TEXT } from "./run-look.ts";
import { SignalForm } from "./SignalForm.tsx";
import type { Step } from "./use-step.ts";
import { useQuestions } from "./use-questions.ts";
import { useTicking } from "./use-ticking.ts";

/** What a step waits for, until when, what comes then, and what one can do about it. */
export function WaitingDetail({ step }: { readonly step: Step }) {
    const { run, instance } = step;
    const questions = useQuestions();
    const open = questions.list.find((one) => one.instance === instance);
    if (run.waitsFor === "answer" && open !== undefined) {
        return <QuestionPanel open={open} questions={questions} />;
    }
    return (
        <div className="flex flex-col gap-4">
            <Because run={run} />
            {run.waitsFor === "event" && run.event !== undefined && <SignalForm name={run.event} />}
            {run.waitsFor === "child" && <ChildLink instance={instance} />}
        </div>
    );
}

function Because({ run }: { readonly run: Run }) {
    const { until } = run;
    const now = useTicking(until !== undefined, 1_000);
    const look = runLook(run);
    return (
        <section className="flex flex-col gap-1.5 rounded-card bg-surface-2 p-3.5 text-small shadow-[inset_0_0_0_1px_var(--border)]">
            <h3 className="flex items-center gap-2 font-semibold">
                <Icon name={look.icon} className={TONE_TEXT[look.tone]} />
                {t("execution.waiting.title")}
            </h3>
            <p className="text-fg-2">{sentenceOf(run)}</p>
            {until !== undefined && (
                <p className="text-fg-2 tabular">
                    {until > now && t("execution.waiting.left", { time: leftText(until - now) })}
                    {". "}
                    {run.waitsFor !== "time" &&
                        t(`execution.waiting.then.${run.onTimeout ?? "fail"}`)}
                </p>
            )}
            {run.signalledBy !== undefined && (
                <p className="text-fg-2">
                    {t("execution.waiting.signalled", { who: whoText(run.signalledBy) })}
                </p>
            )}
        </section>
    );
}

function sentenceOf({ waitsFor, until, event = "" }: Run): string {
    const time = until === undefined ? null : momentText(until);
    switch (waitsFor) {
        case "event":
            return time === null
                ? t("execution.waiting.event", { event })
                : t("execution.waiting.event.until", { event, time });
        case "answer":
            return time === null
                ? t("execution.waiting.answer")
                : t("execution.waiting.answer.until", { time });
        case "child":
            return t("execution.waiting.child");
        default:
            return t("execution.waiting.time", { time: time ?? t("execution.nothing") });
    }
}
