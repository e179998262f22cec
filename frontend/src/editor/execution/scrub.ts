import type { Frame } from "@flowmaestro/shared/contract/frames.ts";

/** Facts are steps: step 9 is the moment after the ninth. Between them nothing is seen to change. */
export function timeOfStep(frames: readonly Frame[], seq: number): number | null {
    const frame = frames[Math.min(seq, frames.length) - 1];
    return frame === undefined ? null : Date.parse(frame.timestamp);
}

/** The last step at or before a time; 1 before all of them. */
export function stepAt(frames: readonly Frame[], at: number): number {
    let low = 0;
    let high = frames.length;
    while (low < high) {
        const middle = Math.floor((low + high) / 2);
        const frame = frames[middle];
        if (frame !== undefined && Date.parse(frame.timestamp) <= at) low = middle + 1;
        else high = middle;
    }
    return Math.max(1, low);
}

/** Replay keeps the rhythm of what happened, but waits neither unseen nor for long. */
const LEAST_MS = 90;
const MOST_MS = 1_500;

export function pauseBefore(frames: readonly Frame[], seq: number, speed: number): number {
    const from = timeOfStep(frames, seq - 1);
    const to = timeOfStep(frames, seq);
    const gap = from === null || to === null ? 0 : to - from;
    return Math.min(MOST_MS, Math.max(LEAST_MS, gap)) / speed;
}
