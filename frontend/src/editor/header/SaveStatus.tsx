import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { Spinner } from "../../components/common/Spinner.tsx";
import { formatTime } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import type { Autosave, SaveState } from "../document/autosave.ts";
import { useEditor, useSaveState } from "../editor-context.ts";
import { SaveTrouble } from "./SaveTrouble.tsx";

/** Whether the server has what is on the screen, said politely as it changes. */
export function SaveStatus({ autosave }: { readonly autosave: Autosave }) {
    const { ui } = useEditor();
    const state = useSaveState(autosave);
    if (state.kind === "conflict") {
        return (
            <Button
                size="sm"
                variant="ghost"
                icon="alert"
                className="text-warn!"
                onClick={() => ui.setState({ dialog: "conflict" })}
            >
                {t("editor.save.conflict")}
            </Button>
        );
    }
    return (
        <SaveTrouble
            state={state}
            words={words(state)}
            onRetry={() => autosave.retryNow()}
            otherwise={
                <>
                    <SaveIcon state={state} />
                    {/* A phone has room for the sign, a reader for the words. */}
                    <span className="truncate max-md:sr-only">{words(state)}</span>
                </>
            }
        />
    );
}

function SaveIcon({ state }: { readonly state: SaveState }) {
    if (state.kind === "saving" || state.kind === "waiting") return <Spinner size={14} />;
    return <Icon name="cloud-check" size={14} />;
}

function words(state: SaveState): string {
    switch (state.kind) {
        case "saved":
            return state.at === null
                ? t("editor.save.saved")
                : t("editor.save.saved_at", { time: formatTime(new Date(state.at)) });
        case "waiting":
        case "saving":
            return t("editor.save.saving");
        case "offline":
            return t("editor.save.offline", { count: state.changes });
        case "refused":
            return t("editor.save.refused", { message: state.error.message });
        case "conflict":
            return t("editor.save.conflict");
    }
}
