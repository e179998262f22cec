import type { Frame } from "@flowmaestro/shared/contract/frames.ts";

/** What an attempt has said so far, and up to which of its breaths that goes. */
export interface StreamedText {
    readonly attempt: number;
    readonly last: number;
    readonly text: string;
}

/**
 * Breaths of an attempt are numbered, and a frame says which it holds (`from` … `n`). Who comes back
 * is told all of it again, from the first; what is known already is passed over, a gap is shown as
 * one, and another attempt begins with nothing.
 */
export function withStreamed(before: StreamedText | undefined, frame: Frame): StreamedText {
    const chunk = String(frame["chunk"]);
    const attempt = numberOf(frame["attempt"]) ?? 1;
    const known = before?.attempt === attempt ? before : { attempt, last: 0, text: "" };
    const n = numberOf(frame["n"]) ?? known.last + 1;
    const from = numberOf(frame["from"]) ?? n;
    if (from === 1) return { attempt, last: n, text: chunk };
    if (n <= known.last) return known;
    const isNext = from === known.last + 1;
    return { attempt, last: n, text: isNext ? known.text + chunk : `…${chunk}` };
}

function numberOf(value: unknown): number | undefined {
    return typeof value === "number" ? value : undefined;
}
