let second = NaN;
let prefix = "";

/**
 * `2026-01-31T09:30:00.123Z`, as `toISOString` gives it. Times that are told together mostly lie in one
 * second, so its text is made once.
 */
export function isoTime(ms: number): string {
    const whole = Math.floor(ms / 1_000);
    if (whole !== second) {
        prefix = new Date(whole * 1_000).toISOString().slice(0, -4);
        second = whole;
    }
    const rest = Math.floor(ms - whole * 1_000);
    if (rest < 10) return `${prefix}00${rest}Z`;
    return rest < 100 ? `${prefix}0${rest}Z` : `${prefix}${rest}Z`;
}
