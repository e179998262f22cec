import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { BecauseRules } from "./BecauseRules.tsx";
import type { Run } from "./execution-fold.ts";
import { readBecause, reasonWords } from "./reason.ts";
import { runLook, TONE_TEXT } from "./run-look.ts";
import { useChoose } from "./use-choose.ts";

/** Why a step did not run: the reason in words, the values that decided, and the way to them. */
export function WhyBlock({ run }: { readonly run: Run }) {
    const editor = useEditor();
    const choose = useChoose();
    const labelOf = (id: string) => labelFor(editor, id);
    const words = run.reason === undefined ? null : reasonWords(run.reason, labelOf);
    const decidedBy = words?.decidedBy ?? null;
    const because = useExecution(({ fold }) =>
        decidedBy === null ? undefined : fold?.runOf(decidedBy).because
    );
    const explained = readBecause(because);
    const look = runLook(run);
    if (words === null) return null;
    return (
        <section className="flex flex-col gap-2.5 rounded-card bg-surface-2 p-3.5 text-small shadow-[inset_0_0_0_1px_var(--border)]">
            <h3 className="flex items-center gap-2 font-semibold">
                <Icon name={look.icon} className={TONE_TEXT[look.tone]} />
                {t(titleOf(run))}
            </h3>
            {words.sentences.map((sentence) => (
                <p key={sentence} className="text-fg-2">
                    {sentence}
                </p>
            ))}
            {explained !== null && <BecauseRules because={explained} />}
            {decidedBy !== null && (
                <div>
                    <Button size="sm" onClick={() => choose(decidedBy)}>
                        {t("editor.why.show", { node: labelOf(decidedBy) })}
                    </Button>
                </div>
            )}
        </section>
    );
}

function titleOf({ status }: Run) {
    switch (status) {
        case "unreached":
            return "editor.why.title.unreached";
        case "held":
            return "editor.why.title.held";
        case "cancelled":
            return "editor.why.title.cancelled";
        default:
            return "editor.why.title.skipped";
    }
}
