/** 366 days: no wait and no question is longer. */
export const MAX_SECONDS = 366 * 86_400;

const UNITS = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
    ["second", 1]
] as const;

/** Seconds as people say them, in the two largest units that say something. */
export function describeSeconds(seconds: number): string {
    const parts: string[] = [];
    let left = seconds;
    for (const [unit, size] of UNITS) {
        const count = unit === "second" ? Math.round(left * 1000) / 1000 : Math.floor(left / size);
        left -= count * size;
        if (count > 0) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
    }
    return parts.length === 0 ? "0 seconds" : parts.slice(0, 2).join(" ");
}
