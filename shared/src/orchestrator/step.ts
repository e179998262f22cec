import { admit } from "./admission.ts";
import { type Deciding, deciding, emit, isDropped, placeAt, type Task } from "./deciding.ts";
import type { Event } from "./events.ts";
import type { Fact } from "./facts.ts";
import { advance, openMembers } from "./loop.ts";
import { onAnswer, onCancel, onChild, onDue, onPause, onResume } from "./outside.ts";
import type { Plan } from "./plan.ts";
import { decide } from "./readiness.ts";
import { onSettled } from "./results.ts";
import { endScope } from "./scope-end.ts";
import type { State } from "./state.ts";
import { status } from "./status.ts";

/**
 * Decides what follows from an event, and folds it into the state it is given. Pure but for that
 * fold: no clock, no randomness, no user code; work bounded by the edges it touches.
 *
 * An instance:
 *
 *     pending ──join holds──► running ──done, failed──────────────► completed │ failed
 *        │  │                  │   │ ▲                                  ▲
 *        │  └─cap, lock, pause─┼─► held                                 │
 *        │                     │   └──wait, question, child──► waiting ─┤
 *        │                     └──────loop──► looping ──turns, collect──┘
 *        └──join cannot hold──► skipped                 closed while open ──► (stopping) ► cancelled
 *
 * It is settled once, and then its edges are: live from the ports it left by, dead from the others.
 * A settled edge is two counters at its target (`readiness.ts`), and all that can change there.
 *
 * A scope (the top, or a turn of a container) is open until every member is settled, and then ends:
 * the execution is completed, the turn is over. An unhandled failure, a cancel or a timeout *closes* it
 * (`closing.ts`): nothing starts in it, what is open has 10 s of grace, and it ends when nothing is
 * open; members never reached stay pending in the state and are read as skipped. A closed top runs the
 * cleanup lane, where there is one, before its one terminal fact (`scope-end.ts`); after that, nothing.
 *
 * One call: the event's own facts, then the worklist until it is empty (each fact may settle edges,
 * skip instances, end turns, take containers further), then what became ready is started or held.
 */
export function step(plan: Plan, state: State, event: Event): Fact[] {
    if (state.ended !== null) return [];
    const d = deciding(plan, state, event.at);
    const before = status(state);
    take(d, event);
    do {
        settleAll(d);
        admit(d);
        // Starting may close scopes, where a budget is used up.
    } while (d.todo.length > 0 || d.scopes.length > 0);
    if (before !== "waiting" && d.facts.length > 0 && status(state) === "waiting") {
        emit(d, { kind: "execution:waiting" });
    }
    return d.facts;
}

function take(d: Deciding, event: Event): void {
    switch (event.kind) {
        case "start":
            if (d.state.seq > 0) return;
            emit(d, {
                kind: "execution:started",
                trigger: event.trigger,
                inputs: event.inputs
            });
            openMembers(d, "");
            break;
        case "settled":
            onSettled(d, event);
            break;
        case "due":
            onDue(d, event.id);
            break;
        case "answer":
            onAnswer(d, event.id, event.answer);
            break;
        case "child":
            onChild(d, event.id, event.result);
            break;
        case "pause":
            onPause(d, event.by);
            break;
        case "resume":
            onResume(d, event.by);
            break;
        case "cancel":
            onCancel(d, event.by, event.reason);
    }
}

/** Works off the list, then ends the scopes that are over, which may put more on the list. */
function settleAll(d: Deciding): void {
    while (d.todo.length > 0 || d.scopes.length > 0) {
        // An index walks the list while it grows; `shift` would be quadratic.
        for (const task of d.todo) perform(d, task);
        d.todo.length = 0;
        for (const scope of d.scopes.splice(0)) endScope(d, scope);
    }
}

function perform(d: Deciding, { kind, place }: Task): void {
    const { scope, frame, node } = place;
    if (isDropped(d, scope, frame)) return;
    if (kind === "advance") {
        advance(d, place);
        return;
    }
    for (const out of node.outs) {
        const edge = d.plan.edges[out];
        const target = edge === undefined ? null : placeAt(d, scope, frame, edge.target);
        if (target !== null && edge?.dead === undefined) decide(d, target);
    }
}
