import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/messages.ts";
import { runLook, runWord, TONE_TEXT } from "../execution/run-look.ts";
import type { Run } from "../execution/run.ts";
import type { Turns } from "../execution/turns.ts";
import { useTurns } from "../execution/use-turns.ts";
import type { CardModel } from "./use-card.ts";

/** The second line of a frame's header: what it repeats; with an execution, how that goes. */
export function FrameState({ id, card }: { readonly id: string; readonly card: CardModel }) {
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
    return <Going id={id} run={run} />;
}

function Going({ id, run }: { readonly id: string; readonly run: Run }) {
    const loop = useTurns(id);
    const look = runLook(run);
    const words = run.error?.message ?? runWord(run);
    return (
        <p className="fm-card-summary flex items-center gap-1 truncate" title={run.error?.message}>
            <Icon
                name={look.icon}
                size={14}
                className={`${TONE_TEXT[look.tone]} ${look.isSpinning === true ? "spin" : ""}`}
            />
            <span className="truncate">{loop === null ? words : turnsText(words, loop.turns)}</span>
        </p>
    );
}

function turnsText(state: string, { done, failed, total }: Turns): string {
    if (failed > 0)
        return t("editor.frame.failed", { state, failed, count: total ?? done + failed });
    return total === null || total === done
        ? t("editor.frame.turns", { state, count: done })
        : t("editor.frame.done", { state, done, count: total });
}
