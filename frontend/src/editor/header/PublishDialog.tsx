import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asApiError } from "../../api/api-error.ts";
import type { ApiError } from "../../api/api-error.ts";
import { call } from "../../api/client.ts";
import { workflowKeys } from "../../api/queries/workflows.ts";
import { Button } from "../../components/common/Button.tsx";
import { Dialog } from "../../components/common/Dialog.tsx";
import { Field } from "../../components/common/Field.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { showToast } from "../../components/common/toast-messages.ts";
import { FormError } from "../../components/domain/FormError.tsx";
import { t } from "../../messages/messages.ts";
import { focusFirstField } from "../focus-field.ts";
import { ProblemList } from "../drawer/ProblemList.tsx";
import { useEditor, useProblems, useUi } from "../editor-context.ts";

/** Makes the draft the next version: with its problems in sight, and a note for those who come later. */
export function PublishDialog() {
    const isOpen = useUi((ui) => ui.dialog === "publish");
    return isOpen ? <OpenPublishDialog /> : null;
}

function OpenPublishDialog() {
    const editor = useEditor();
    const client = useQueryClient();
    const problems = useProblems((state) => state.list);
    const errors = useProblems((state) => state.errors);
    const [note, setNote] = useState("");
    const [isBusy, setIsBusy] = useState(false);
    const [failure, setFailure] = useState<ApiError | null>(null);
    const { version = 0, isLive = false } = editor.publication?.getState() ?? {};
    const next = version + 1;
    const close = () => editor.ui.setState({ dialog: null });

    async function publish() {
        const { autosave, publication } = editor;
        editor.problems.insist();
        if (autosave === null || publication === null) return;
        if (editor.problems.getState().errors > 0) return;
        setIsBusy(true);
        setFailure(null);
        try {
            if (!(await autosave.flush())) {
                const reason = autosave.failure?.error ?? null;
                setFailure(reason);
                if (reason === null) {
                    showToast({ tone: "err", text: t("editor.publish.not_saved") });
                }
                return;
            }
            const { definition } = editor.document.getState().content;
            const published = await call(
                "publishWorkflow",
                {
                    params: { id: editor.workflowId },
                    body: note.trim() === "" ? {} : { note: note.trim() }
                },
                {
                    headers: { "if-match": `"rev-${autosave.revision}"` },
                    idempotencyKey: crypto.randomUUID()
                }
            );
            autosave.acceptRevision(published.revision);
            publication.published(published.version, definition);
            void client.invalidateQueries({ queryKey: workflowKeys.all });
            showToast({ text: t("editor.publish.done", { version: published.version }) });
            close();
        } catch (error) {
            setFailure(asApiError(error));
        } finally {
            setIsBusy(false);
        }
    }

    return (
        <Dialog
            open
            onOpenChange={close}
            onOpenAutoFocus={focusFirstField}
            size="md"
            title={t("editor.publish.title", { version: next })}
            description={t(isLive ? "editor.publish.text" : "editor.publish.text.first", {
                version
            })}
            footer={
                <>
                    <Button onClick={close}>{t("common.cancel")}</Button>
                    <Button
                        variant="primary"
                        loading={isBusy}
                        disabled={errors > 0}
                        onClick={() => void publish()}
                    >
                        {t("editor.command.publish")}
                    </Button>
                </>
            }
            footerNote={errors > 0 ? t("editor.publish.errors", { count: errors }) : undefined}
        >
            {failure !== null && (
                <FormError message={failure.message} solution={failure.solution} />
            )}
            {problems.length > 0 && (
                <div className="max-h-56 overflow-y-auto rounded-[8px] border border-line">
                    <ProblemList onOpen={close} />
                </div>
            )}
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    void publish();
                }}
            >
                <Field label={t("editor.publish.note")} optional>
                    <TextInput
                        value={note}
                        maxLength={500}
                        placeholder={t("editor.publish.note.placeholder")}
                        onChange={(event) => setNote(event.currentTarget.value)}
                    />
                </Field>
            </form>
        </Dialog>
    );
}
