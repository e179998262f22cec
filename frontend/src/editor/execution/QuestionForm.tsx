import { useRef, useState } from "react";
import type { FormEvent } from "react";
import { asApiError } from "../../api/api-error.ts";
import type { ApiError } from "../../api/api-error.ts";
import { useRespond } from "../../api/queries/execution-requests.ts";
import { Button } from "../../components/common/Button.tsx";
import { FormError } from "../../components/domain/FormError.tsx";
import { t } from "../../messages/messages.ts";
import { emptyDraft, fieldNameOf, readDraft } from "./question-model.ts";
import type { Draft, Question, Verdict } from "./question-model.ts";
import { LateAnswer } from "./LateAnswer.tsx";
import { QuestionFields } from "./QuestionFields.tsx";
import { useMayAct } from "./use-may-act.ts";

/** One question with its controls. The answer counts once the server says so; facts show it then. */
export function QuestionForm({ question }: { readonly question: Question }) {
    const [draft, setDraft] = useState<Draft>(() => emptyDraft(question));
    const [errors, setErrors] = useState<{ readonly [field: string]: string }>({});
    const respond = useRespond();
    const key = useAnswerKey();
    const mayAct = useMayAct();
    const form = useRef<HTMLFormElement>(null);
    const failure = respond.error === null ? null : asApiError(respond.error);
    if (failure !== null && TOO_LATE.has(failure.code)) {
        return <LateAnswer requestId={question.id} />;
    }
    if (respond.isSuccess) {
        return (
            <output className="block text-small text-fg-2">{t("execution.question.sent")}</output>
        );
    }

    function send(verdict: Verdict) {
        const read = readDraft(question, draft, verdict);
        setErrors(read.ok ? {} : read.errors);
        if (!read.ok) {
            requestAnimationFrame(() => focusInvalid(form.current));
            return;
        }
        const { response } = read;
        respond.mutate({ requestId: question.id, response, key: key(JSON.stringify(response)) });
    }

    function submit(event: FormEvent) {
        event.preventDefault();
        if (!mayAct) return;
        send(
            question.interaction === "approval" || question.interaction === "review"
                ? "approved"
                : null
        );
    }

    return (
        <form
            ref={form}
            noValidate
            className="flex flex-col gap-4"
            onSubmit={submit}
            onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
            }}
        >
            {failure !== null && fieldErrorsOf(failure) === null && (
                <FormError message={failure.message} solution={failure.solution} />
            )}
            <QuestionFields
                question={question}
                draft={draft}
                errors={{ ...(failure === null ? {} : fieldErrorsOf(failure)), ...errors }}
                onChange={(change) => {
                    setErrors({});
                    if (failure !== null) respond.reset();
                    setDraft((before) => ({ ...before, ...change }));
                }}
            />
            <Actions
                question={question}
                isBusy={respond.isPending}
                why={mayAct ? null : t("execution.question.viewer")}
                onReject={() => send("rejected")}
            />
        </form>
    );
}

/** What is wrong comes into sight, and under the hand. */
function focusInvalid(form: HTMLFormElement | null): void {
    form?.querySelector<HTMLElement>("[aria-invalid=true], input[type=radio]")?.focus();
}

const TOO_LATE: ReadonlySet<string> = new Set([
    "ALREADY_ANSWERED",
    "REQUEST_NOT_OPEN",
    "EXECUTION_FINISHED"
]);

function fieldErrorsOf(failure: ApiError): { readonly [field: string]: string } | null {
    if (failure.fieldErrors.length === 0) return null;
    return Object.fromEntries(
        failure.fieldErrors.map(({ field, message }) => [fieldNameOf(field), message])
    );
}

/** One key for one answer: a second press after a lost line is the same answer, another text is not. */
function useAnswerKey(): (answer: string) => string {
    const known = useRef(new Map<string, string>());
    return (answer) => {
        const key = known.current.get(answer) ?? crypto.randomUUID();
        known.current.set(answer, key);
        return key;
    };
}

function Actions(props: {
    readonly question: Question;
    readonly isBusy: boolean;
    /** Why nobody may press them. */
    readonly why: string | null;
    readonly onReject: () => void;
}) {
    const { interaction } = props.question;
    const isOff = props.why !== null;
    const canReject = interaction === "approval" || interaction === "review";
    return (
        <div className="flex flex-wrap items-center gap-2">
            <Button
                type="submit"
                variant="primary"
                icon={canReject ? "check" : "arrow-right"}
                loading={props.isBusy}
                disabled={isOff}
            >
                {t(canReject ? "execution.question.approve" : "execution.question.send")}
            </Button>
            {canReject && (
                <Button
                    icon="close"
                    loading={props.isBusy}
                    disabled={isOff}
                    onClick={props.onReject}
                >
                    {t("execution.question.reject")}
                </Button>
            )}
            {props.why !== null && <p className="text-small text-fg-2">{props.why}</p>}
        </div>
    );
}
