import { t } from "../messages/pages.ts";

/**
 * Dates, numbers and durations through Intl. The words are English like the catalogue; the way dates
 * and numbers are written follows the English the reader prefers.
 */
const LOCALE = preferredEnglish();

function preferredEnglish(): string {
    const wanted = typeof navigator === "undefined" ? [] : navigator.languages;
    return wanted.find((language) => /^en-/iu.test(language)) ?? "en-GB";
}

const dayAndMonth = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short" });
const fullDay = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium" });
const clock = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" });
const clockSeconds = new Intl.DateTimeFormat(LOCALE, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23"
});
const exact = new Intl.DateTimeFormat(LOCALE, { dateStyle: "full", timeStyle: "long" });
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: "long" });

export function formatNumber(value: number, digits = 0): string {
    return new Intl.NumberFormat(LOCALE, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits
    }).format(value);
}

/** `412 ms`, `22.4 s`, `1 min 8 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(milliseconds: number): string {
    const ms = Math.max(0, milliseconds);
    if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
    const tenths = Math.round(ms / 100);
    if (tenths < 600) return `${formatNumber(tenths / 10, 1)} s`;
    const seconds = Math.round(ms / 1000);
    if (seconds < 3600) return pair([Math.floor(seconds / 60), "min"], [seconds % 60, "s"]);
    const minutes = Math.round(seconds / 60);
    if (minutes < 1440) return pair([Math.floor(minutes / 60), "h"], [minutes % 60, "min"]);
    const hours = Math.round(minutes / 60);
    return pair([Math.floor(hours / 24), "d"], [hours % 24, "h"]);
}

function pair(first: [number, string], second: [number, string]): string {
    const head = `${first[0]} ${first[1]}`;
    return second[0] === 0 ? head : `${head} ${second[0]} ${second[1]}`;
}

/** `just now`, `2 min ago`, `Today 09:15`, `Yesterday`, `Monday 06:00`, `12 Nov`, `3 Nov 2024`. */
export function formatWhen(date: Date | string, now: Date = new Date()): string {
    const then = new Date(date);
    const seconds = (now.getTime() - then.getTime()) / 1000;
    if (seconds < 45) return t("common.when.now");
    if (seconds < 3570)
        return t("common.when.minutes", { count: Math.max(1, Math.round(seconds / 60)) });
    const days = daysBetween(then, now);
    if (days === 0) return t("common.when.today", { time: clock.format(then) });
    if (days === 1) return t("common.when.yesterday");
    if (days < 7) return `${weekday.format(then)} ${clock.format(then)}`;
    return then.getFullYear() === now.getFullYear()
        ? dayAndMonth.format(then)
        : fullDay.format(then);
}

function daysBetween(earlier: Date, later: Date): number {
    const day = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
    return Math.round((day(later) - day(earlier)) / 86_400_000);
}

/** `10:42` in the reader's zone. */
export function formatTime(date: Date | string): string {
    return clock.format(new Date(date));
}

/** `10:44:52` in the reader's zone. */
export function formatClock(date: Date | string): string {
    return clockSeconds.format(new Date(date));
}

/** The whole truth, for titles: local with zone, then UTC. */
export function formatExact(date: Date | string): string {
    const then = new Date(date);
    return `${exact.format(then)}\n${then.toISOString()}`;
}

/** `412 B`, `4.2 KB`, `5.2 MB`: as files are measured, in thousands. */
export function formatBytes(bytes: number): string {
    if (bytes < 1_000) return `${bytes} B`;
    const [unit, size] = UNITS.find((one) => bytes < one[1] * 1_000) ?? ["GB", 1e9];
    const value = bytes / size;
    return `${formatNumber(value, value < 10 ? 1 : 0)} ${unit}`;
}

const UNITS = [
    ["KB", 1e3],
    ["MB", 1e6],
    ["GB", 1e9]
] as const;
