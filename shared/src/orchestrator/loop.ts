import { budgetError } from "./admission.ts";
import { failScope } from "./closing.ts";
import { type Deciding, emit, isClosed, nameOf, settled, statusAt } from "./deciding.ts";
import { failNode } from "./failure.ts";
import { type Place, placeOf, turnScope } from "./instance.ts";
import { type OpenLoop, SLOT } from "./state.ts";
import { decide } from "./readiness.ts";

/**
 * Takes a container further, whenever something about it changed: it opened, a turn ended, a check
 * was answered, a pause is over.
 *
 *     for-each, times   turns while there are some and fewer than `concurrency` live; then collect
 *     while, until      ask for turn `next`; yes: that turn, alone; no: collect
 *     closed, or a turn failed that stops the loop: no further turn; with none live it ends
 */
export function advance(d: Deciding, place: Place): void {
    const loop = place.frame.open[place.node.slot];
    if (statusAt(place) !== SLOT.looping || loop?.kind !== "loop" || loop.run !== null) return;
    if (loop.error !== null || isClosed(d, place)) {
        if (loop.live.length === 0) endLoop(d, place, loop);
        return;
    }
    if (d.state.paused) return;
    if (loop.turns === null) advanceByChecks(d, place, loop);
    else advanceByCount(d, place, loop, loop.turns);
}

function advanceByCount(d: Deciding, place: Place, loop: OpenLoop, turns: number): void {
    while (loop.next < turns && loop.live.length < loop.concurrency) {
        if (!startTurn(d, place, loop.next)) return;
    }
    if (loop.live.length === 0) collect(d, place, loop);
}

function advanceByChecks(d: Deciding, place: Place, loop: OpenLoop): void {
    if (loop.live.length > 0) return;
    if (loop.again === null) {
        emit(d, { kind: "scope:checking", instance: nameOf(place), index: loop.next });
    } else if (loop.again) {
        startTurn(d, place, loop.next);
    } else {
        collect(d, place, loop);
    }
}

function collect(d: Deciding, place: Place, loop: OpenLoop): void {
    emit(d, { kind: "scope:collecting", instance: nameOf(place), turns: loop.next });
}

function startTurn(d: Deciding, place: Place, index: number): boolean {
    const container = nameOf(place);
    const limit = d.plan.settings.budget.turns;
    // In a closed top only the cleanup lane runs, which has its time instead of a budget.
    if (d.state.turns >= limit && d.state.frames[""]?.closing === null) {
        failScope(d, "", container, budgetError("turns", limit, d.state.turns));
        return false;
    }
    emit(d, { kind: "turn:started", container, index });
    openMembers(d, turnScope(container, index));
    return true;
}

/** Looks at the members a new scope begins with: its roots, and what dead edges decide. */
export function openMembers(d: Deciding, scope: string): void {
    const frame = d.state.frames[scope];
    if (frame === undefined) return;
    for (const index of d.index.scope(frame.scope).first) {
        const node = d.plan.nodes[index];
        if (node === undefined) continue;
        const place = { scope, frame, node, index };
        if (node.ins.length === 0) d.ready.push(place);
        else decide(d, place);
    }
    d.scopes.push(scope);
}

/** With all turns ended: it fails by its own policy where a turn failed it, else it is cancelled. */
function endLoop(d: Deciding, place: Place, loop: OpenLoop): void {
    if (loop.error !== null) {
        const { index, error } = loop.error;
        const details = { ...error.details, index };
        failNode(d, place, { ...sinceOf(place, d.at), error: { ...error, details } });
        return;
    }
    const reason = place.frame.closing?.reason ?? { code: "cancelled" as const };
    emit(d, { kind: "node:cancelled", instance: nameOf(place), reason });
    settled(d, place);
}

/** When the instance at a place began, and with how many attempts, for the fact that ends it. */
export function sinceOf(place: Place, at: number) {
    const open = place.frame.open[place.node.slot];
    if (open === undefined || open.kind === "stopping") {
        return { attempts: 1, started_at: at, ended_at: at };
    }
    return { attempts: open.attempts, started_at: open.started_at, ended_at: at };
}

/** After a pause every container is looked at once. */
export function advanceAll(d: Deciding): void {
    for (const [scope, frame] of Object.entries(d.state.frames)) {
        for (const index of d.plan.scopes[frame.scope]?.nodes ?? []) {
            const node = d.plan.nodes[index];
            const open = node === undefined ? undefined : frame.open[node.slot];
            if (open?.kind !== "loop" || node === undefined) continue;
            const place = placeOf(d.plan, d.state, nameOf({ scope, frame, node, index }));
            if (place !== null) d.todo.push({ kind: "advance", place });
        }
    }
}
