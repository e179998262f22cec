import { failScope } from "./closing.ts";
import { type Deciding, emit, isClosed, nameOf, statusAt } from "./deciding.ts";
import { first, lockAt } from "./held.ts";
import { type Place, placeOf } from "./instance.ts";
import { SLOT } from "./state.ts";
import type { NodeError } from "./values.ts";

/**
 * Starts what may start. Those held go first, in their order, then who waited for a lock that was let
 * go, then what became ready just now: so nobody is overtaken and nobody starves.
 */
export function admit(d: Deciding): void {
    const { queue } = d.state;
    while (hasRoom(d)) {
        const instance = first(queue);
        const place = instance === undefined ? null : placeOf(d.plan, d.state, instance);
        if (place === null || !start(d, place)) break;
    }
    for (const key of d.freed.splice(0)) {
        const lock = lockAt(d.state, key);
        const waiter = lock === undefined || lock.holder !== "" ? undefined : first(lock.queue);
        const place = waiter === undefined ? null : placeOf(d.plan, d.state, waiter);
        if (place !== null) seek(d, place);
    }
    for (const place of d.ready.splice(0)) {
        // A second live edge in the same step makes ready what is started or held already.
        if (statusAt(place) === SLOT.pending) seek(d, place);
    }
}

/** Only runs count: what waits, asks or loops costs nothing. */
function hasRoom(d: Deciding): boolean {
    return !d.state.paused && d.state.runs < Math.max(1, d.plan.settings.concurrency);
}

/** Locks first, then the cap: so what waits for the cap lacks nothing else. */
function seek(d: Deciding, place: Place): void {
    if (isClosed(d, place)) return;
    const instance = nameOf(place);
    for (const key of d.index.locks(place.index)) {
        const holder = lockAt(d.state, key)?.holder ?? "";
        if (holder === "" || holder === instance) continue;
        const details = { lock: key.slice(1), holder };
        emit(d, { kind: "node:held", instance, reason: { code: "lock", details } });
        return;
    }
    if (d.state.paused) {
        emit(d, { kind: "node:held", instance, reason: { code: "paused" } });
    } else if (hasRoom(d)) {
        start(d, place);
    } else {
        const details = { limit: d.plan.settings.concurrency };
        emit(d, { kind: "node:held", instance, reason: { code: "cap", details } });
    }
}

/** False: the budget is used up, and the execution closes instead. Cleaning up is not refused. */
function start(d: Deciding, place: Place): boolean {
    const instance = nameOf(place);
    const error = overBudget(d);
    if (error !== null && d.state.frames[""]?.closing === null) {
        failScope(d, "", instance, error);
        return false;
    }
    emit(d, { kind: "node:started", instance });
    return true;
}

/** Compared before each start: the overshoot is at most what already runs. */
function overBudget(d: Deciding): NodeError | null {
    const { cost_usd, tokens } = d.plan.settings.budget;
    const { usage } = d.state;
    if (cost_usd !== undefined && usage.cost_usd >= cost_usd && usage.cost_usd > 0) {
        return budgetError("cost_usd", cost_usd, usage.cost_usd);
    }
    if (tokens !== undefined && usage.tokens >= tokens && usage.tokens > 0) {
        return budgetError("tokens", tokens, usage.tokens);
    }
    return null;
}

/** Not a failure of the node that would have been next, so no policy of a node handles it. */
export function budgetError(budget: string, limit: number, used: number): NodeError {
    return {
        code: "BUDGET_EXCEEDED",
        message: `The execution's budget of ${limit} ${budget} is used up (${used}).`,
        details: { budget, limit, used },
        is_retryable: false
    };
}
