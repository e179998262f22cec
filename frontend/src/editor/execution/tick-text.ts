import { formatDuration } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";

/** As exact as the distance between two ticks asks for: `2 s`, `0.5 s`, `40 ms`, `1 min 30 s`. */
export function tickText(ms: number, step: number): string {
    const value = Math.max(0, ms);
    if (value >= 60_000) return formatDuration(value);
    if (value > 0 && value < 1_000 && step < 100) return formatDuration(value);
    const digits = step >= 1_000 ? 1 : 2;
    return t("execution.timeline.seconds", { seconds: Number((value / 1_000).toFixed(digits)) });
}
