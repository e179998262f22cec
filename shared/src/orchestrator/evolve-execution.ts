import type { CleanupStarted, ExecutionStarted } from "./facts.ts";
import type { Plan } from "./plan.ts";
import type { Closing, Ended, State } from "./state.ts";

/**
 * Facts about the execution as a whole. There is one clock: the execution's own deadline while it is
 * open, none while it closes (grace bounds that), the cleanup lane's at last.
 */
export function started(plan: Plan, state: State, fact: ExecutionStarted): void {
    state.clock = fact.at + plan.settings.timeout_ms;
}

/** The top closes: grace replaces the execution's own time, and ends a pause. */
export function stopping(state: State, closing: Omit<Closing, "seq">): void {
    const top = state.frames[""];
    if (top !== undefined) top.closing ??= { seq: state.seq, ...closing };
    state.clock = null;
    state.paused = false;
}

export function cleanupStarted(_: Plan, state: State, fact: CleanupStarted): void {
    state.cleanup = true;
    state.clock = fact.until;
}

/** Frames stay as they are: readers want to see how it ended. */
export function ended(state: State, status: Ended): void {
    state.ended = status;
    state.clock = null;
    state.paused = false;
}
