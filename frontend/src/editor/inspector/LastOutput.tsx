import { Icon } from "../../components/common/Icon.tsx";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { formatExact, formatWhen } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { runLook, runWord, TONE_TEXT } from "../execution/run-look.ts";
import { RunValue } from "../execution/RunValue.tsx";

/** What came out of this node when it last ran, under its form. */
export function LastOutput({ node }: { readonly node: string }) {
    const editor = useEditor();
    const run = useExecution((state) => state.fold?.runOf(node) ?? null);
    const isUnderWay = useExecution(({ status }) => status !== null && isOpenStatus(status));
    const isOutdated = useExecution((state) => state.outdated.has(node));
    if (run === null) return <Frame text={t("editor.last.none")} />;
    if (run.hasOutput !== true && run.error === undefined) {
        return <Frame text={t(isUnderWay ? "editor.last.under_way" : "editor.last.not_run")} />;
    }
    const look = runLook(run);
    return (
        <section
            aria-label={t("editor.last.title")}
            className="flex max-h-[45%] min-h-0 flex-none flex-col border-t border-line bg-surface-2"
        >
            <header className="flex items-center gap-2 px-4 py-1.5">
                <h3 className="text-small font-semibold">{t("editor.last.title")}</h3>
                <span
                    className="min-w-0 flex-1 truncate text-micro font-normal text-fg-3"
                    title={
                        run.endedAt === undefined ? undefined : formatExact(new Date(run.endedAt))
                    }
                >
                    {run.endedAt !== undefined && formatWhen(new Date(run.endedAt))}
                </span>
                {isOutdated && (
                    <span
                        className="flex items-center gap-1 text-micro text-warn"
                        title={t("editor.run.outdated.help")}
                    >
                        <Icon name="history" size={12} />
                        {t("editor.last.outdated")}
                    </span>
                )}
            </header>
            <div className="min-h-0 overflow-y-auto px-4 pb-3">
                {run.error !== undefined ? (
                    <p className="flex gap-2 text-small">
                        <Icon name={look.icon} className={`mt-px ${TONE_TEXT[look.tone]}`} />
                        <span className="min-w-0 wrap-break-word">
                            <span className="font-medium">{runWord(run)}: </span>
                            {run.error.message}
                        </span>
                    </p>
                ) : (
                    <RunValue
                        label={t("editor.last.tree", { node: labelFor(editor, node) })}
                        node={node}
                        run={run}
                    />
                )}
            </div>
        </section>
    );
}

function Frame({ text }: { readonly text: string }) {
    return (
        <section
            aria-label={t("editor.last.title")}
            className="flex-none border-t border-line bg-surface-2 px-4 py-3"
        >
            <h3 className="text-small font-semibold">{t("editor.last.title")}</h3>
            <p className="mt-0.5 text-micro font-normal text-fg-3">{text}</p>
        </section>
    );
}
