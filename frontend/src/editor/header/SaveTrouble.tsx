import { useState } from "react";
import type { ReactNode } from "react";
import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { Popover } from "../../components/common/Popover.tsx";
import { t } from "../../messages/messages.ts";
import type { SaveFailure, SaveState } from "../document/autosave.ts";

export interface SaveTroubleProps {
    readonly state: SaveState;
    readonly words: string;
    readonly onRetry: () => void;
    /** What is said while there is no trouble. */
    readonly otherwise: ReactNode;
}

/**
 * The line that says how saving goes. While it does not go, it opens: why, and what can be done. What
 * was opened stays while it is tried again, and goes once all is saved.
 */
export function SaveTrouble({ state, words, onRetry, otherwise }: SaveTroubleProps) {
    const [opened, setOpened] = useState<SaveFailure | null>(null);
    const failure = state.kind === "offline" || state.kind === "refused" ? state : null;
    if (opened !== null && state.kind === "saved") setOpened(null);
    const shown = failure ?? opened;
    return (
        <span
            role="status"
            data-save={state.kind}
            className={`min-w-0 items-center gap-1 text-micro font-normal text-fg-3 md:flex ${shown === null ? "hidden" : "flex"}`}
        >
            {shown === null ? (
                otherwise
            ) : (
                <Popover
                    label={t("editor.save.why")}
                    open={opened !== null}
                    onOpenChange={(isOpen) => setOpened(isOpen ? shown : null)}
                    trigger={
                        <button
                            type="button"
                            className={`flex min-h-6 min-w-6 items-center gap-1 rounded-xs px-1 font-normal hover:bg-hover ${shown.kind === "refused" ? "text-err" : "text-warn"}`}
                        >
                            <Icon
                                name={shown.kind === "refused" ? "alert-circle" : "alert"}
                                size={14}
                            />
                            <span className="truncate max-md:sr-only">{words}</span>
                        </button>
                    }
                >
                    <Reason failure={shown} onRetry={onRetry} isTrying={failure === null} />
                </Popover>
            )}
        </span>
    );
}

interface ReasonProps {
    readonly failure: SaveFailure;
    readonly isTrying: boolean;
    readonly onRetry: () => void;
}

function Reason({ failure: { error }, isTrying, onRetry }: ReasonProps) {
    return (
        <div className="flex flex-col items-start gap-2 text-small">
            <p className="font-semibold wrap-anywhere">{error.message}</p>
            <div>
                <h3 className="text-micro font-semibold text-fg-2">{t("common.how_to_fix")}</h3>
                <p className="mt-0.5 wrap-anywhere">{error.solution}</p>
            </div>
            <p className="text-micro font-normal text-fg-3">{t("editor.save.kept")}</p>
            <Button size="sm" icon="retry" loading={isTrying} onClick={onRetry}>
                {t("common.retry")}
            </Button>
        </div>
    );
}
