import { Skeleton } from "../../components/common/Skeleton.tsx";
import { usePatientFlag } from "../../components/common/use-patient-flag.ts";
import { ApiErrorState } from "../../components/domain/ApiErrorState.tsx";
import { asApiError } from "../../api/api-error.ts";
import { t } from "../../messages/messages.ts";
import { Deadline } from "./Deadline.tsx";
import { QuestionForm } from "./QuestionForm.tsx";
import type { OpenQuestion, OpenQuestions } from "./use-questions.ts";

/** The question of one instance: what is asked, until when, and the form. */
export function QuestionPanel(props: {
    readonly open: OpenQuestion;
    readonly questions: OpenQuestions;
}) {
    const { open, questions } = props;
    const { run, question } = open;
    if (question === undefined) return <Loading questions={questions} />;
    return (
        <section aria-label={t("execution.question.region")} className="flex flex-col gap-4">
            <div className="flex flex-col gap-1.5">
                <p className="text-body whitespace-pre-wrap wrap-anywhere">
                    {question.prompt === "" ? t("execution.question.prompt.none") : question.prompt}
                </p>
                <p className="text-small first-letter:uppercase">
                    <Deadline run={run} />
                </p>
            </div>
            <QuestionForm key={question.id} question={question} />
        </section>
    );
}

function Loading({ questions }: { readonly questions: OpenQuestions }) {
    const isWaiting = usePatientFlag(true);
    if (questions.error !== null) {
        return (
            <ApiErrorState
                title={t("execution.question.failed")}
                error={asApiError(questions.error)}
                onRetry={questions.retry}
            />
        );
    }
    if (!questions.isLoading) {
        return <p className="text-small text-fg-2">{t("execution.question.closed")}</p>;
    }
    if (!isWaiting) return null;
    return (
        <div
            aria-busy="true"
            aria-label={t("execution.question.loading")}
            className="flex flex-col gap-2.5"
        >
            <Skeleton className="h-4 w-56" />
            <Skeleton className="h-4 w-32" />
            <Skeleton className="h-17 w-full" />
        </div>
    );
}
