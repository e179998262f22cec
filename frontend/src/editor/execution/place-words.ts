import { scopeOf, turnOf } from "@flowmaestro/shared/orchestrator/instance.ts";
import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import { t } from "../../messages/messages.ts";

/** "turn 4, turn 1" of the loops around an instance, the outermost first; empty at top level. */
export function turnsText(instance: string): string {
    const turns: string[] = [];
    for (let scope = scopeOf(instance); scope !== "";) {
        const { container, index } = turnOf(scope);
        turns.unshift(t("execution.turn.only", { turn: index + 1 }).toLowerCase());
        scope = scopeOf(container);
    }
    return turns.join(", ");
}

/** "Ask buyer, turn 7". */
export function placeText(instance: string, labelOf: (node: string) => string): string {
    const node = labelOf(nodeOf(instance));
    const turns = turnsText(instance);
    return turns === "" ? node : t("execution.question.place", { node, turn: turns });
}
