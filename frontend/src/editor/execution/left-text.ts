import { formatClock, formatDuration, formatExact } from "../../lib/format.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long there is left, without flicker: `14:55`, else `2 h 5 min`. */
export function leftText(ms: number): string {
    const seconds = Math.max(0, Math.ceil(ms / 1_000));
    if (seconds * 1_000 >= HOUR) return formatDuration(seconds * 1_000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The same where there is little room, beside words on a card: `2:05 h`. */
export function shortLeftText(ms: number): string {
    if (ms < HOUR || ms >= DAY) return leftText(ms);
    const minutes = Math.min(Math.ceil(ms / 60_000), 24 * 60 - 1);
    return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")} h`;
}

/** A moment to come: the clock of today, the date of any other day. */
export function momentText(ms: number, now: Date = new Date()): string {
    const moment = new Date(ms);
    return moment.toDateString() === now.toDateString() ? formatClock(moment) : formatExact(moment);
}
