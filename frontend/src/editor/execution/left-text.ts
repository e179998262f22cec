import { formatClock, formatDuration, formatExact } from "../../lib/format.ts";

const HOUR = 3_600_000;

/** How long there is left, short enough for a card and without flicker: `14:55`, else `2 h 5 min`. */
export function leftText(ms: number): string {
    const seconds = Math.max(0, Math.ceil(ms / 1_000));
    if (seconds * 1_000 >= HOUR) return formatDuration(seconds * 1_000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A moment to come: the clock of today, the date of any other day. */
export function momentText(ms: number, now: Date = new Date()): string {
    const moment = new Date(ms);
    return moment.toDateString() === now.toDateString() ? formatClock(moment) : formatExact(moment);
}
