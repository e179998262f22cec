import { useEffect } from "react";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import type { Editor } from "../editor-context.ts";

/** Says how it goes to people who do not see the canvas: steps in batches, failures and the end at once. */
export function useAnnouncedExecution(editor: Editor): void {
    useEffect(() => {
        let told = 0;
        return editor.execution.subscribe((now, before) => {
            const { fold, status, isShown } = now;
            if (now.id !== before.id) told = 0;
            if (fold === null || !isShown || now.version === before.version) return;
            const done = fold.settled();
            if (done > told && before.id === now.id && before.fold !== null) {
                editor.announcer.say(t("editor.say.completed", { count: done - told }));
            }
            told = done;
            if (status === null || status === before.status || before.status === null) return;
            if (fold.state.ended === null) return;
            const words = t("editor.say.execution", { status: t(`common.status.${status}`) });
            const failed = [...fold.runs.values()].find((run) => run.handled === "fail");
            editor.announcer.say(
                failed?.error === undefined
                    ? words
                    : t("editor.say.failed", {
                          node: labelFor(editor, failed.instance.split("/").at(-1) ?? ""),
                          message: failed.error.message
                      }),
                failed === undefined ? "polite" : "assertive"
            );
        });
    }, [editor]);
}
