import { useState } from "react";
import { z } from "zod";
import { call } from "../../api/client.ts";
import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { JsonTree } from "../../components/common/JsonTree.tsx";
import { showToast } from "../../components/common/toast-messages.ts";
import { formatExact, formatWhen } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import type { Run } from "../execution/execution-fold.ts";
import { runLook, runWord, TONE_TEXT } from "../execution/run-look.ts";

/** What came out of this node when it last ran, under its form. */
export function LastOutput({ node }: { readonly node: string }) {
    const editor = useEditor();
    const run = useExecution((state) => state.fold?.runOf(node) ?? null);
    const isOutdated = useExecution((state) => state.outdated.has(node));
    if (run === null) return <Frame text={t("editor.last.none")} />;
    if (run.hasOutput !== true && run.error === undefined) {
        return <Frame text={t("editor.last.not_run")} />;
    }
    const look = runLook(run);
    return (
        <section
            aria-label={t("editor.last.title")}
            className="flex max-h-[45%] min-h-0 flex-none flex-col border-t border-line bg-surface-2"
        >
            <header className="flex items-center gap-2 py-1.5 pr-2 pl-4">
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
                {run.hasOutput === true && (
                    <IconButton
                        icon="copy"
                        size="sm"
                        label={t("editor.last.copy")}
                        onClick={() => void copyOutput(run)}
                    />
                )}
            </header>
            <div className="min-h-0 overflow-y-auto px-3 pb-2.5">
                {run.error !== undefined ? (
                    <p className="flex gap-2 px-1 text-small">
                        <Icon name={look.icon} className={`mt-px ${TONE_TEXT[look.tone]}`} />
                        <span className="min-w-0 wrap-break-word">
                            <span className="font-medium">{runWord(run)}: </span>
                            {run.error.message}
                        </span>
                    </p>
                ) : (
                    <OutputTree
                        label={t("editor.last.tree", { node: labelFor(editor, node) })}
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

async function copyOutput(run: Run): Promise<void> {
    await navigator.clipboard.writeText(JSON.stringify(run.output, null, 2));
    showToast({ text: t("editor.last.copied"), id: "copied" });
}

/** The output; a long one begins with its preview and comes whole when asked. */
export function OutputTree(props: {
    readonly label: string;
    readonly run: Run;
    readonly search?: string;
}) {
    const { run, label, search } = props;
    const executionId = useExecution((state) => state.id);
    const [whole, setWhole] = useState<{ readonly of: Run; readonly value: unknown } | null>(null);
    const [isLoading, setIsLoading] = useState(false);
    const sha = shaOf(run.outputUrl);
    const isWhole = run.isTruncated !== true || whole?.of === run;

    async function load() {
        if (sha === null || executionId === null) return;
        setIsLoading(true);
        try {
            const value = await call("getValue", { params: { id: executionId, sha } });
            setWhole({ of: run, value });
        } catch (error) {
            showToast({
                tone: "err",
                text: error instanceof Error ? error.message : String(error)
            });
        } finally {
            setIsLoading(false);
        }
    }

    return (
        <>
            <JsonTree
                label={label}
                value={whole?.of === run ? whole.value : run.output}
                search={search}
            />
            {!isWhole && (
                <p className="flex items-center gap-2 px-1 pt-1 text-micro text-fg-3">
                    {t("editor.last.truncated")}
                    {sha !== null && (
                        <Button
                            size="sm"
                            variant="ghost"
                            loading={isLoading}
                            onClick={() => void load()}
                        >
                            {t("editor.last.load")}
                        </Button>
                    )}
                </p>
            )}
        </>
    );
}

const shaSchema = z.string().regex(/^[0-9a-f]{64}$/u);

function shaOf(url: string | undefined): string | null {
    const last = shaSchema.safeParse(url?.split("/").at(-1)?.split("?")[0]);
    return last.success ? last.data : null;
}
