import { useState } from "react";
import { Button } from "../../components/common/Button.tsx";
import { Dialog } from "../../components/common/Dialog.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { Deadline } from "./Deadline.tsx";
import { placeText } from "./place-words.ts";
import { QuestionPanel } from "./QuestionPanel.tsx";
import { useChooseInstance } from "./use-choose.ts";
import { useQuestions } from "./use-questions.ts";

const MOST_LISTED = 50;

/** In the builder, where there are no details of steps: what waits for an answer is answered in a dialog. */
export function AnswerButton() {
    const isOpenExecution = useExecution(
        (state) =>
            state.status === "waiting" || state.status === "running" || state.status === "paused"
    );
    return isOpenExecution ? <OpenAnswerButton /> : null;
}

function OpenAnswerButton() {
    const editor = useEditor();
    const questions = useQuestions();
    const choose = useChooseInstance();
    const [isOpen, setOpen] = useState(false);
    const [wanted, setWanted] = useState<string | null>(null);
    const { list } = questions;
    if (list.length === 0 && !isOpen) return null;
    const labelOf = (node: string) => labelFor(editor, node);
    const shown =
        list.find(({ instance }) => instance === wanted) ??
        (list.length === 1 ? list[0] : undefined);
    return (
        <>
            <Button size="sm" icon="hand" className="flex-none" onClick={() => setOpen(true)}>
                {t("execution.question.banner.short", { count: list.length })}
            </Button>
            {isOpen && (
                <Dialog
                    open
                    onOpenChange={() => setOpen(false)}
                    size="md"
                    title={
                        shown === undefined
                            ? t("execution.question.list")
                            : placeText(shown.instance, labelOf)
                    }
                >
                    {shown !== undefined ? (
                        <QuestionPanel key={shown.instance} open={shown} questions={questions} />
                    ) : list.length === 0 ? (
                        <p className="flex items-center gap-2 text-small text-fg-2">
                            <Icon name="check" className="text-ok" />
                            {t("execution.question.list.done")}
                        </p>
                    ) : (
                        <ul
                            aria-label={t("execution.question.list.label")}
                            className="max-h-80 overflow-y-auto"
                        >
                            {list.slice(0, MOST_LISTED).map(({ instance, run }) => (
                                <li key={instance}>
                                    <button
                                        type="button"
                                        className="flex w-full items-center gap-2 rounded-control px-2 py-1.5 text-left text-small -outline-offset-2 hover:bg-hover"
                                        onClick={() => {
                                            setWanted(instance);
                                            choose(instance);
                                        }}
                                    >
                                        <span className="min-w-0 flex-1 truncate font-medium">
                                            {placeText(instance, labelOf)}
                                        </span>
                                        <span className="flex-none text-micro">
                                            <Deadline run={run} />
                                        </span>
                                    </button>
                                </li>
                            ))}
                        </ul>
                    )}
                </Dialog>
            )}
        </>
    );
}
