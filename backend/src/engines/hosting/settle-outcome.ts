import type { Event } from "@flowmaestro/shared/orchestrator/events.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import type { InboxOutcome } from "./draft.ts";

export const TERMINAL: ReadonlySet<string> = new Set([
    "completed",
    "failed",
    "cancelled",
    "timed_out"
]);

/** What an inbox row led to: recorded with it, and the answer its sender gets. */
export function settleOutcome(
    state: State,
    kind: Event["kind"],
    facts: readonly Fact[]
): InboxOutcome {
    if (facts.length > 0) {
        const instances = facts.flatMap((fact) =>
            fact.kind === "signal:received" ? [fact.instance] : []
        );
        return instances.length === 0 ? { kind: "accepted" } : { kind: "accepted", instances };
    }
    if (state.ended !== null) return finished(kind, state.ended);
    if (kind === "answer" || kind === "child") return { kind: "lost" };
    const closing = state.frames[""]?.closing;
    if (closing === null || closing === undefined) return { kind: "already" };
    // The first cause of an end decides it, however long cleaning up takes: nobody who cancels a
    // failure hears that it was cancelled.
    return finished(kind, closing.cause);
}

/** Asked to cancel again is fine where it is cancelled; to pause what has ended is not. */
export function finished(kind: string, status: string): InboxOutcome {
    return kind === "cancel" && status === "cancelled"
        ? { kind: "already" }
        : { kind: "finished", status };
}
