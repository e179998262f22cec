import { useEffect } from "react";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import type { Editor } from "../editor-context.ts";
import type { ExecutionFold } from "./execution-fold.ts";
import type { ExecutionState } from "./execution-store.ts";

/** Says how it goes to people who do not see the canvas: steps in batches, failures and the end at once. */
export function useAnnouncedExecution(editor: Editor): void {
    useEffect(() => {
        let told = 0;
        return editor.execution.subscribe((now, before) => {
            if (now.id !== before.id) told = 0;
            const { fold } = now;
            if (fold === null || !now.isShown || now.version === before.version) return;
            // What had happened before anybody looked is no news.
            const isFollowed = before.id === now.id && before.fold !== null;
            const done = fold.settled();
            if (isFollowed && done > told) {
                editor.announcer.say(t("editor.say.completed", { count: done - told }));
            }
            told = done;
            if (isFollowed && hasJustEnded(now, before)) tellEnd(editor, fold);
        });
    }, [editor]);
}

function hasJustEnded(now: ExecutionState, before: ExecutionState): boolean {
    return now.status !== before.status && now.fold?.state.ended !== null;
}

function tellEnd(editor: Editor, fold: ExecutionFold): void {
    const { failed } = fold;
    if (failed?.error === undefined) {
        const status = t(`common.status.${fold.status}`);
        editor.announcer.say(t("editor.say.execution", { status }));
        return;
    }
    const node = labelFor(editor, failed.instance.split("/").at(-1) ?? "");
    const { message } = failed.error;
    editor.announcer.say(t("editor.say.failed", { node, message }), "assertive");
}
