import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import type { InboxOutcome } from "./draft.ts";

/** What an inbox row led to: recorded with it, and the answer its sender gets. */
export function settleOutcome(state: State, facts: readonly Fact[]): InboxOutcome {
    if (facts.length > 0) return { kind: "accepted" };
    return state.ended === null ? { kind: "already" } : finished(state.ended);
}

export function finished(status: string): InboxOutcome {
    return status === "cancelled" ? { kind: "already" } : { kind: "finished", status };
}
