import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { Spinner } from "../../components/common/Spinner.tsx";
import { formatTime } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import type { Autosave, SaveState } from "../document/autosave.ts";
import { useEditor, useSaveState } from "../editor-context.ts";

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
    const isTrouble = state.kind === "offline" || state.kind === "refused";
    return (
        <span
            role="status"
            data-save={state.kind}
            title={
                state.kind === "refused"
                    ? `${state.error.message} ${state.error.solution}`
                    : isTrouble
                      ? words(state)
                      : undefined
            }
            className={`min-w-0 items-center gap-1 text-micro font-normal md:flex ${isTrouble ? "flex" : "hidden"} ${toneOf(state)}`}
        >
            <SaveIcon state={state} />
            {/* A phone has room for the sign, a reader for the words. */}
            <span className="truncate max-md:sr-only">{words(state)}</span>
        </span>
    );
}

function SaveIcon({ state }: { readonly state: SaveState }) {
    if (state.kind === "saving" || state.kind === "waiting") return <Spinner size={14} />;
    if (state.kind === "offline") return <Icon name="alert" size={14} />;
    if (state.kind === "refused") return <Icon name="alert-circle" size={14} />;
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

function toneOf(state: SaveState): string {
    if (state.kind === "refused") return "text-err";
    return state.kind === "offline" ? "text-warn" : "text-fg-3";
}
