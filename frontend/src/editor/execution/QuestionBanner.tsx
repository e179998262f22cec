import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor } from "../editor-context.ts";
import { Deadline } from "./Deadline.tsx";
import { placeText, turnsText } from "./place-words.ts";
import { useChooseInstance } from "./use-choose.ts";
import type { OpenQuestion } from "./use-questions.ts";

const MOST_LISTED = 50;

/** On top of the details: what waits for an answer, and the way to it. */
export function QuestionBanner(props: {
    readonly list: readonly OpenQuestion[];
    /** The instance whose question is open in the details already. */
    readonly shown: string | null;
    readonly className?: string;
}) {
    const editor = useEditor();
    const choose = useChooseInstance();
    const others = props.list.filter(({ instance }) => instance !== props.shown);
    const [first] = others;
    if (first === undefined) return null;
    const labelOf = (node: string) => labelFor(editor, node);
    const turns = turnsText(first.instance);
    return (
        <section
            aria-label={t("execution.question.list")}
            className={`flex flex-none flex-col rounded-card bg-warn-fill text-small shadow-[inset_0_0_0_1px_var(--warn-line)] ${props.className ?? "m-3 mb-0"}`}
        >
            <div className="flex items-center gap-2.5 p-3">
                <Icon name="hand" className="flex-none text-warn" />
                <div className="min-w-0 flex-1">
                    <p className="truncate font-semibold">
                        {others.length === 1
                            ? t("execution.question.banner", {
                                  node: labelOf(nodeOf(first.instance))
                              })
                            : t("execution.question.banner.several", { count: others.length })}
                    </p>
                    {others.length === 1 && (
                        <p className="text-fg-2 first-letter:uppercase">
                            {turns !== "" && `${turns}, `}
                            <Deadline run={first.run} />
                        </p>
                    )}
                </div>
                {others.length === 1 && (
                    <Button size="sm" onClick={() => choose(first.instance)}>
                        {t("execution.question.answer")}
                    </Button>
                )}
            </div>
            {others.length > 1 && (
                <ul
                    aria-label={t("execution.question.list.label")}
                    className="max-h-44 overflow-y-auto border-t border-(--warn-line) p-1"
                >
                    {others.slice(0, MOST_LISTED).map(({ instance, run }) => (
                        <li key={instance}>
                            <button
                                type="button"
                                className="flex w-full items-center gap-2 rounded-control px-2 py-1 text-left -outline-offset-2 hover:bg-surface"
                                onClick={() => choose(instance)}
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
        </section>
    );
}
