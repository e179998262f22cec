import { t } from "../../messages/messages.ts";
import { TURN } from "./turns.ts";
import type { Turns, TurnStatus } from "./turns.ts";

/** "Turn 7 of 12", or "Turn 7" where nobody knows how many there will be. */
export function turnText(turns: Turns, index: number): string {
    return turns.total === null && turns.live.size > 0
        ? t("execution.turn.only", { turn: index + 1 })
        : t("execution.turn.of", { turn: index + 1, count: turns.size });
}

const STATUS: Record<
    TurnStatus,
    "pending" | "completed" | "cancelled" | "live" | "waiting" | "failed"
> = {
    [TURN.pending]: "pending",
    [TURN.completed]: "completed",
    [TURN.cancelled]: "cancelled",
    [TURN.live]: "live",
    [TURN.waiting]: "waiting",
    [TURN.failed]: "failed"
};

export function turnStatusName(status: TurnStatus) {
    return STATUS[status];
}

export function turnStatusText(status: TurnStatus): string {
    return t(`execution.turn.status.${STATUS[status]}`);
}

/** "8 done, 1 failed, 3 live, 1 waiting": what there is of each. */
export function turnCounts(turns: Turns): string {
    const { done, failed, cancelled, live, waiting } = turns;
    const parts = [
        done === 0 ? null : t("execution.turn.count.done", { count: done }),
        failed === 0 ? null : t("execution.turn.count.failed", { count: failed }),
        cancelled === 0 ? null : t("execution.turn.count.cancelled", { count: cancelled }),
        live.size === 0 ? null : t("execution.turn.count.live", { count: live.size }),
        waiting === 0 ? null : t("execution.turn.count.waiting", { count: waiting })
    ].filter((part) => part !== null);
    return parts.length === 0 ? t("execution.turn.count.none") : parts.join(", ");
}
