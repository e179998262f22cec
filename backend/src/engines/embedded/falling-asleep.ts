import type { Open } from "@flowmaestro/shared/orchestrator/open.ts";
import type { SleepRow } from "../hosting/draft.ts";
import type { Hot } from "./hot.ts";
import { snapshotOf } from "./snapshot.ts";

/** A deadline nearer than this is waited for in memory. */
const NEAR_MS = 5_000;
/** Called, or waiting for another execution: the next word is likely to come soon. */
const LINGER_MS = 1_000;

export interface Now {
    readonly monotonic: number;
    /** The store's time. */
    readonly at: number;
}

/**
 * A waiting execution is a row, not an object: where nothing runs and nothing is due soon, its row
 * says when it needs a process again, and memory forgets it. Null: it stays.
 */
export function sleepOf(hot: Hot, now: Now): SleepRow | null {
    if (!maySleep(hot, now)) return null;
    return { wake_at: nextDeadline(hot), snapshot: snapshotOf(hot) };
}

export function maySleep(hot: Hot, now: Now): boolean {
    if (!isIdle(hot) || nextDeadline(hot) - now.at < NEAR_MS) return false;
    const { draft, quiet_since } = hot;
    const hasChild = has(hot, "child");
    // The draft may be what begins the call: until it is made, nobody else knows of it.
    if (hasChild && draft.after.length > 0) return false;
    if (draft.facts.length > 0 && !hasChild) return true;
    return now.monotonic - quiet_since >= LINGER_MS;
}

export function isResting({ status }: Hot): boolean {
    return status === "waiting" || status === "paused";
}

/** It waits, and nothing that would be lost is under way for it. */
function isIdle(hot: Hot): boolean {
    const { events, head, falling, gone, in_flight, calls } = hot;
    if (!isResting(hot)) return false;
    if (falling || gone || in_flight > 0 || calls > 0 || head < events.length) return false;
    return !has(hot, "run");
}

function has({ open }: Hot, kind: Open["kind"]): boolean {
    for (const work of open.values()) if (work.open.kind === kind) return true;
    return false;
}

/** One that rang has nothing more to say. */
function nextDeadline({ open }: Hot): number {
    let at = Infinity;
    for (const { deadline } of open.values())
        if (deadline !== undefined && deadline.place >= 0) at = Math.min(at, deadline.at);
    return at;
}
