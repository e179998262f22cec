import { useState } from "react";
import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Popover } from "../../components/common/Popover.tsx";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { reveal } from "../actions/arrange.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { BecauseRules } from "./BecauseRules.tsx";
import type { Run } from "./execution-fold.ts";
import { readBecause, reasonWords } from "./reason.ts";
import { runLook, TONE_TEXT } from "./run-look.ts";

/** "Why?" on a card: the reason in words, with the values that decided it. */
export function WhyPopover({ node, run }: { readonly node: string; readonly run: Run }) {
    const [isOpen, setIsOpen] = useState(false);
    const editor = useEditor();
    return (
        <Popover
            open={isOpen}
            onOpenChange={setIsOpen}
            side="right"
            className="w-74"
            label={t("editor.card.why_label", { node: labelFor(editor, node) })}
            trigger={
                <button
                    type="button"
                    tabIndex={-1}
                    className="nodrag nopan rounded-xs px-0.5 text-fg-3 underline decoration-dotted underline-offset-2 hover:text-fg"
                    onClick={(event) => event.stopPropagation()}
                    onKeyDown={(event) => event.stopPropagation()}
                >
                    {t("editor.card.why")}
                </button>
            }
        >
            <WhyText run={run} onClose={() => setIsOpen(false)} />
        </Popover>
    );
}

function WhyText({ run, onClose }: { readonly run: Run; readonly onClose: () => void }) {
    const editor = useEditor();
    const look = runLook(run);
    const words =
        run.reason === undefined ? null : reasonWords(run.reason, (id) => labelFor(editor, id));
    const decidedBy = words?.decidedBy ?? null;
    const because = useExecution(({ fold }) =>
        decidedBy === null ? undefined : fold?.runOf(decidedBy).because
    );
    const explained = readBecause(because);
    const title = t(`editor.why.title.${run.status === "unreached" ? "unreached" : titleOf(run)}`);

    function showNode() {
        if (decidedBy === null) return;
        onClose();
        editor.document.select({ nodes: [decidedBy], edges: [] });
        editor.ui.setState({ focused: decidedBy, isInspectorOpen: true, inspectorTab: "config" });
        reveal(editor, decidedBy);
    }

    return (
        <div className="nodrag nopan flex flex-col gap-2.5 text-small">
            <div className="flex items-center gap-2">
                <Icon name={look.icon} className={TONE_TEXT[look.tone]} />
                <p className="flex-1 font-semibold">{title}</p>
                <IconButton
                    icon="close"
                    size="sm"
                    tooltip={false}
                    label={t("common.close")}
                    className="size-6"
                    onClick={onClose}
                />
            </div>
            {words?.sentences.map((sentence) => (
                <p key={sentence} className="text-fg-2">
                    {sentence}
                </p>
            ))}
            {explained !== null && <BecauseRules because={explained} />}
            {decidedBy !== null && (
                <div>
                    <Button size="sm" onClick={showNode}>
                        {t("editor.why.show", { node: labelFor(editor, decidedBy) })}
                    </Button>
                </div>
            )}
        </div>
    );
}

function titleOf(run: Run): "skipped" | "held" | "cancelled" {
    return run.status === "held" ? "held" : run.status === "cancelled" ? "cancelled" : "skipped";
}
