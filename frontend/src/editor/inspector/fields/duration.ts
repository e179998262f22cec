/** In seconds. */
export const UNITS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
export type Unit = keyof typeof UNITS;

/** The largest unit a time is a whole number of. */
export function unitOf(seconds: number): Unit {
    if (seconds === 0) return "seconds";
    const whole = (["days", "hours", "minutes"] as const).find(
        (unit) => seconds % UNITS[unit] === 0
    );
    return whole ?? "seconds";
}

/** What is no number yet, or a reference, stays as typed: the problem says so. */
export function readSeconds(typed: string, unit: Unit): number | string | undefined {
    const text = typed.trim();
    if (text === "") return undefined;
    if (!/^\d+(?:\.\d+)?$/u.test(text)) return typed;
    // Thousandths are as fine as a wait gets: 0.1 hours must not become 360.00000000000006.
    return Math.round(Number(text) * UNITS[unit] * 1_000) / 1_000;
}
