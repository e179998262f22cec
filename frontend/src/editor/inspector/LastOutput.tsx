import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import { Icon } from "../../components/common/Icon.tsx";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { formatExact, formatWhen } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { detailsOf } from "../execution/error-details.ts";
import type { Run } from "../execution/execution-fold.ts";
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
    return (
        <section
            aria-label={t("editor.last.title")}
            className="flex max-h-[45%] min-h-0 flex-none flex-col border-t border-line bg-surface-2"
        >
            <header className="flex items-center gap-2 px-4 py-1.5">
                <h2 className="text-small font-semibold">{t("editor.last.title")}</h2>
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
                    <Failure run={run} error={run.error} />
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

function Failure({ run, error }: { readonly run: Run; readonly error: NodeError }) {
    const look = runLook(run);
    const fix = detailsOf(error).solution;
    return (
        <div className="flex gap-2 text-small">
            <Icon name={look.icon} className={`mt-px ${TONE_TEXT[look.tone]}`} />
            <div className="min-w-0 wrap-break-word">
                <p>
                    <span className="font-medium">{runWord(run)}: </span>
                    {error.message}
                </p>
                {fix !== undefined && (
                    <>
                        <h3 className="mt-2 text-micro font-semibold text-fg-2">
                            {t("common.how_to_fix")}
                        </h3>
                        <p>{fix}</p>
                    </>
                )}
            </div>
        </div>
    );
}

function Frame({ text }: { readonly text: string }) {
    return (
        <section
            aria-label={t("editor.last.title")}
            className="flex-none border-t border-line bg-surface-2 px-4 py-3"
        >
            <h2 className="text-small font-semibold">{t("editor.last.title")}</h2>
            <p className="mt-0.5 text-micro font-normal text-fg-3">{text}</p>
        </section>
    );
}
