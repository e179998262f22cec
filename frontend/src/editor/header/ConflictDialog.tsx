import { useState } from "react";
import { useNavigate } from "react-router";
import { asApiError } from "../../api/api-error.ts";
import { call } from "../../api/client.ts";
import { Button } from "../../components/common/Button.tsx";
import { Dialog } from "../../components/common/Dialog.tsx";
import { showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/messages.ts";
import type { Conflict } from "../document/autosave.ts";
import { factsOf } from "../document/node-facts.ts";
import { useEditor, useSaveState, useUi } from "../editor-context.ts";
import { plainJson } from "../plain-json.ts";

/** Two people changed the same nodes: one chooses, and nothing is lost whichever it is. */
export function ConflictDialog() {
    const { autosave } = useEditor();
    return autosave === null ? null : <WithAutosave autosave={autosave} />;
}

function WithAutosave({
    autosave
}: {
    readonly autosave: NonNullable<ReturnType<typeof useEditor>["autosave"]>;
}) {
    const isOpen = useUi((ui) => ui.dialog === "conflict");
    const state = useSaveState(autosave);
    if (!isOpen || state.kind !== "conflict") return null;
    return <OpenConflict conflict={state.conflict} />;
}

function OpenConflict({ conflict }: { readonly conflict: Conflict }) {
    const editor = useEditor();
    const navigate = useNavigate();
    const [isCopying, setIsCopying] = useState(false);
    const { theirs, nodes } = conflict;
    const by = theirs.by ?? t("editor.conflict.somebody");
    const close = () => editor.ui.setState({ dialog: null });

    function choose(choice: "mine" | "theirs") {
        editor.autosave?.resolve(choice, t("editor.step.theirs"));
        close();
    }

    async function keepAsCopy() {
        const { content } = editor.document.getState();
        setIsCopying(true);
        try {
            const copy = await call(
                "createWorkflow",
                {
                    body: {
                        name: t("editor.conflict.copy_name", { name: content.name }).slice(0, 100),
                        ...(content.description === null
                            ? {}
                            : { description: content.description }),
                        definition: plainJson(content.definition)
                    }
                },
                { idempotencyKey: crypto.randomUUID() }
            );
            choose("theirs");
            showToast({
                text: t("editor.conflict.copied"),
                action: {
                    label: t("editor.conflict.open_copy"),
                    perform: () => void navigate(`/workflows/${copy.id}`)
                }
            });
        } catch (error) {
            const { message, solution } = asApiError(error);
            showToast({ tone: "err", text: `${message} ${solution}` });
        } finally {
            setIsCopying(false);
        }
    }

    return (
        <Dialog
            open
            size="md"
            onOpenChange={close}
            title={t("editor.conflict.title")}
            description={t("editor.conflict.text", { by })}
            footer={
                <>
                    <Button loading={isCopying} onClick={() => void keepAsCopy()}>
                        {t("editor.conflict.copy")}
                    </Button>
                    <Button onClick={() => choose("theirs")}>{t("editor.conflict.theirs")}</Button>
                    <Button variant="primary" onClick={() => choose("mine")}>
                        {t("editor.conflict.mine")}
                    </Button>
                </>
            }
        >
            <ul className="max-h-56 overflow-y-auto rounded-[8px] border border-line text-small">
                {nodes.map((id) => (
                    <li
                        key={id}
                        className="flex min-h-9 items-center gap-3 border-b border-line px-3 last:border-b-0"
                    >
                        <span className="min-w-0 flex-1 truncate font-medium">
                            {nameOf(id, editor, theirs)}
                        </span>
                        <span className="text-fg-3">{t("editor.conflict.both")}</span>
                    </li>
                ))}
            </ul>
        </Dialog>
    );
}

function nameOf(
    id: string,
    editor: ReturnType<typeof useEditor>,
    theirs: Conflict["theirs"]
): string {
    const node =
        editor.document.getState().content.definition.nodes[id] ??
        theirs.content.definition.nodes[id];
    if (node !== undefined) return factsOf(node, editor.catalogue).label;
    return id === "details"
        ? t("editor.conflict.details")
        : id === "settings"
          ? t("editor.workflow.settings")
          : id;
}
