import type { Json } from "../../orchestrator/values.ts";

const ISO =
    /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:([Zz])|([+-])(\d{2}):?(\d{2}))?)?$/;

/**
 * Milliseconds since 1970 of an ISO date or time, null for anything else. Without an offset it is
 * UTC: an answer must not depend on where the server stands.
 */
export function parseTime(value: Json): number | null {
    const match = typeof value === "string" ? ISO.exec(value) : null;
    if (match === null) return null;
    const part = (index: number) => Number(match[index] ?? 0);
    const [year, month, day] = [part(1), part(2), part(3)];
    const [hour, minute, second] = [part(4), part(5), part(6)];
    if (hour > 23 || minute > 59 || second > 59) return null;
    if (part(10) > 23 || part(11) > 59) return null;
    const date = new Date(Date.UTC(year, month - 1, day));
    // Date.UTC reads years below 100 as 19xx, and 30 February as 2 March.
    date.setUTCFullYear(year, month - 1, day);
    if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
    const offset = (part(10) * 60 + part(11)) * (match[9] === "-" ? -1 : 1);
    const fraction = Number((match[7] ?? "").slice(0, 3).padEnd(3, "0"));
    return date.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1000 + fraction;
}
