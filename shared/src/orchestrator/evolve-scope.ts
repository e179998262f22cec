import { addUsage, move, turn } from "./evolve-node.ts";
import type {
    ScopeChecked,
    ScopeChecking,
    ScopeCollecting,
    ScopeFailing,
    ScopeOpened,
    ScopeStopping,
    TurnCancelled,
    TurnCompleted,
    TurnStarted
} from "./facts.ts";
import { stopping } from "./evolve-execution.ts";
import { type Place, placeOf, turnOf, turnScope } from "./instance.ts";
import type { Plan } from "./plan.ts";
import { type Closing, openFrame, type OpenLoop, SLOT, type State } from "./state.ts";

/**
 * Facts about containers, their turns, and scopes that close. A loop's own state is a handful of
 * numbers; its turns are frames that come and go.
 */
export function scopeOpened(plan: Plan, state: State, fact: ScopeOpened): void {
    const { attempts, started_at, turns, again, concurrency, on_item_error } = fact;
    turn(plan, state, fact, SLOT.looping, {
        kind: "loop",
        attempts,
        started_at,
        turns: turns ?? null,
        concurrency,
        on_item_error,
        next: 0,
        live: [],
        failed: 0,
        again: again ?? null,
        run: null,
        error: null
    });
}

export function scopeChecking(plan: Plan, state: State, fact: ScopeChecking): void {
    boundary(plan, state, fact.instance, "check");
}

export function scopeChecked(plan: Plan, state: State, fact: ScopeChecked): void {
    addUsage(state, fact.usage);
    const loop = boundary(plan, state, fact.instance, null);
    if (loop !== null) loop.again = fact.again;
}

export function scopeCollecting(plan: Plan, state: State, fact: ScopeCollecting): void {
    boundary(plan, state, fact.instance, "collect");
}

/** Opens or ends a boundary run of a container. */
function boundary(
    plan: Plan,
    state: State,
    instance: string,
    run: OpenLoop["run"]
): OpenLoop | null {
    const place = placeOf(plan, state, instance);
    const loop = loopAt(place);
    if (place === null || loop === null) return null;
    state.checks += (run === null ? 0 : 1) - (loop.run === null ? 0 : 1);
    loop.run = run;
    move(state, place, SLOT.looping);
    return loop;
}

export function loopAt(place: Place | null): OpenLoop | null {
    const open = place?.frame.open[place.node.slot];
    return open?.kind === "loop" ? open : null;
}

/** What was answered for this turn is used up: the next one is asked for anew. */
export function turnStarted(plan: Plan, state: State, fact: TurnStarted): void {
    const place = placeOf(plan, state, fact.container);
    const loop = loopAt(place);
    const body = place?.node.body ?? null;
    if (loop === null || body === null) return;
    loop.next = fact.index + 1;
    loop.again = null;
    loop.live.push(fact.index);
    state.turns += 1;
    state.frames[turnScope(fact.container, fact.index)] = openFrame(plan, body);
}

/** The whole scope is dropped: the state does not grow with the turns done. */
export function turnEnded(plan: Plan, state: State, fact: TurnCompleted | TurnCancelled): void {
    delete state.frames[turnScope(fact.container, fact.index)];
    const loop = loopAt(placeOf(plan, state, fact.container));
    const at = loop?.live.indexOf(fact.index) ?? -1;
    if (loop === null || at < 0) return;
    loop.live.splice(at, 1);
    if (fact.kind === "turn:cancelled" || fact.error !== undefined) loop.failed += 1;
}

/** The scope's own failure. At the top it closes the execution; a turn's is its container's matter. */
export function scopeFailing(plan: Plan, state: State, fact: ScopeFailing): void {
    const { scope, instance, error, grace_until: until } = fact;
    const reason = { code: "scope_failed" as const, details: { instance } };
    if (scope === "") {
        stopping(state, { cause: "failed", reason, until, error });
        return;
    }
    close(state, scope, { cause: "failed", reason, until, error });
    // A loop that stops at failures starts no further turn from here on.
    const { container, index } = turnOf(scope);
    const loop = loopAt(placeOf(plan, state, container));
    if (loop?.on_item_error === "stop") loop.error ??= { index, error };
}

/** A turn that closes although nothing in it failed. */
export function scopeStopping(_: Plan, state: State, fact: ScopeStopping): void {
    const { scope, reason, grace_until: until } = fact;
    close(state, scope, { cause: "stopped", reason, until });
}

/** The first cause stays: a scope that failed and is cancelled in its grace has failed. */
function close(state: State, scope: string, closing: Omit<Closing, "seq">): void {
    if (!Object.hasOwn(state.frames, scope)) return;
    const frame = state.frames[scope];
    if (frame !== undefined) frame.closing ??= { seq: state.seq, ...closing };
}
