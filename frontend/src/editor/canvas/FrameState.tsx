import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/messages.ts";
import { runLook, runWord, TONE_TEXT } from "../execution/run-look.ts";
import type { CardModel } from "./use-card.ts";

/** The second line of a frame's header: what it repeats; with an execution, how that goes. */
export function FrameState({ card }: { readonly card: CardModel }) {
    const { run } = card;
    if (card.isDisabled) {
        return (
            <p className="fm-card-summary flex items-center gap-1 truncate">
                <Icon name="ban" size={14} className="text-idle" />
                {t("editor.run.disabled")}
            </p>
        );
    }
    if (run === null) {
        return (
            <p className="fm-card-summary truncate" title={card.summary}>
                {card.summary}
            </p>
        );
    }
    const look = runLook(run);
    return (
        <p className="fm-card-summary flex items-center gap-1 truncate" title={run.error?.message}>
            <Icon
                name={look.icon}
                size={14}
                className={`${TONE_TEXT[look.tone]} ${look.isSpinning === true ? "spin" : ""}`}
            />
            <span className="truncate">{run.error?.message ?? runWord(run)}</span>
        </p>
    );
}
