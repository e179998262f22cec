/** A time as a calendar shows it, and how far that is from UTC: `Z`, `+01:00`. */
export interface Moment {
    readonly local: string;
    readonly offset: string;
}

const ISO = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:\d{2})$/u;

/** Null for everything a calendar field cannot show: references, dates alone, half a time. */
export function readMoment(text: string): Moment | null {
    const [, local, offset] = ISO.exec(text) ?? [];
    if (local === undefined || offset === undefined) return null;
    return Number.isNaN(Date.parse(text)) ? null : { local, offset };
}

/** Nothing chosen is nothing there. */
export function writeMoment(local: string, offset: string): string | undefined {
    if (local === "") return undefined;
    const seconds = local.length === 16 ? ":00" : "";
    return `${local}${seconds}${offset}`;
}

/** Ours now, UTC, then every whole hour; the one that is there first of all. */
export function offsetsFor(own: string | null, minutesHere = new Date().getTimezoneOffset()) {
    const hours = Array.from({ length: 27 }, (_, index) => printed((index - 12) * 60));
    const all = [...(own === null ? [] : [own]), printed(-minutesHere), "Z", ...hours];
    return [...new Set(all)];
}

function printed(minutes: number): string {
    if (minutes === 0) return "Z";
    const two = (value: number) => String(value).padStart(2, "0");
    const size = Math.abs(minutes);
    return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
