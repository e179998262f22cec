import type { Fact } from "./facts.ts";
import type { Plan } from "./plan.ts";
import type { State } from "./state.ts";
import { cleanupStarted, ended, started, stopping } from "./evolve-execution.ts";
import {
    cancelled,
    childOpened,
    completed,
    failed,
    held,
    inputRequired,
    nodeStarted,
    nodeStopping,
    skipped,
    waiting,
    warned
} from "./evolve-node.ts";
import {
    scopeChecked,
    scopeChecking,
    scopeCollecting,
    scopeFailing,
    scopeOpened,
    scopeStopping,
    turnEnded,
    turnStarted
} from "./evolve-scope.ts";

/**
 * Folds one fact into the state, in place, and takes no decision: the facts carry them all, so a log
 * made by a core with other rules folds as well. Work is bounded by the edges of one node. A fact
 * about something this plan does not know only counts.
 *
 * How a released fact is read here never changes: a new meaning is a new kind of fact.
 */
export function evolve(plan: Plan, state: State, fact: Fact): void {
    state.seq += 1;
    state.at = fact.at;
    const fold = FOLDS[fact.kind] as Fold<Fact>;
    fold(plan, state, fact);
}

type Fold<F> = (plan: Plan, state: State, fact: F) => void;
type Folds = { readonly [K in Fact["kind"]]: Fold<Extract<Fact, { kind: K }>> };

function onlyCounts(): void {
    // News for readers: the state follows from other facts.
}

const FOLDS: Folds = {
    "execution:started": started,
    "execution:paused": (_, state) => {
        state.paused = true;
    },
    "execution:resumed": (_, state) => {
        state.paused = false;
    },
    "execution:waiting": onlyCounts,
    "execution:cancelling": (_, state, fact) => {
        const reason = { code: "cancelled" as const, details: { by: fact.by } };
        const words = fact.reason === undefined ? {} : { words: fact.reason };
        stopping(state, { cause: "cancelled", reason, until: fact.grace_until, ...words });
    },
    "execution:timing_out": (_, state, fact) => {
        const { error, grace_until: until } = fact;
        stopping(state, { cause: "timed_out", reason: { code: "timed_out" }, until, error });
    },
    "execution:completed": (_, state) => ended(state, "completed"),
    "execution:failed": (_, state) => ended(state, "failed"),
    "execution:cancelled": (_, state) => ended(state, "cancelled"),
    "execution:timed_out": (_, state) => ended(state, "timed_out"),
    "node:started": nodeStarted,
    "node:held": held,
    "node:waiting": waiting,
    "node:stopping": nodeStopping,
    "node:completed": completed,
    "node:failed": failed,
    "node:skipped": skipped,
    "node:cancelled": cancelled,
    "user:input:required": inputRequired,
    "user:input:warning": warned,
    "user:input:response": onlyCounts,
    "signal:received": onlyCounts,
    "child:opened": childOpened,
    "scope:opened": scopeOpened,
    "scope:checking": scopeChecking,
    "scope:checked": scopeChecked,
    "scope:collecting": scopeCollecting,
    "scope:failing": scopeFailing,
    "scope:stopping": scopeStopping,
    "turn:started": turnStarted,
    "turn:completed": turnEnded,
    "turn:cancelled": turnEnded,
    "cleanup:started": cleanupStarted
};
