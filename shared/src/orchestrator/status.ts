import { first } from "./held.ts";
import type { ExecutionStatus } from "./open.ts";
import type { State } from "./state.ts";

/**
 * The execution's status, a function of its state. `waiting`: nothing runs or is ready, and something
 * waits. Paused wins over waiting; `pending` is never re-entered; a terminal status never changes.
 */
export function status(state: State): ExecutionStatus {
    if (state.ended !== null) return state.ended;
    if (state.seq === 0) return "pending";
    if (state.paused) return "paused";
    const idle = state.runs === 0 && state.checks === 0 && first(state.queue) === undefined;
    return idle && state.waits > 0 ? "waiting" : "running";
}
