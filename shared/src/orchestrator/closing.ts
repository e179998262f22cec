import {
    type Deciding,
    emit,
    GRACE_MS,
    isClosed,
    inLane,
    liveTurns,
    nameOf,
    placeAt,
    settled,
    statusAt
} from "./deciding.ts";
import type { Reason } from "./facts.ts";
import { COLLECT, type Place, placeOf, turnOf, turnScope } from "./instance.ts";
import { type Frame, SLOT } from "./state.ts";
import type { NodeError } from "./values.ts";

/**
 * A scope closes once: nothing starts in it any more, what was ready is skipped, waits, questions and
 * children end at once, runs are asked to stop and their results are taken until the grace is over,
 * live turns inside close likewise. When nothing is open in it, it ends (`scope-end.ts`).
 */
export function close(d: Deciding, scope: string, reason: Reason, graceUntil: number): void {
    const scopes = [scope];
    for (const each of scopes) {
        const frame = d.state.frames[each];
        if (frame === undefined) continue;
        for (const index of d.plan.scopes[frame.scope]?.nodes ?? []) {
            const place = placeAt(d, each, frame, index);
            if (place !== null) closeInstance(d, { place, reason, graceUntil, scopes });
        }
        d.scopes.push(each);
    }
}

interface CloseInstance {
    readonly place: Place;
    readonly reason: Reason;
    readonly graceUntil: number;
    /** Scopes still to be closed: live turns are added. */
    readonly scopes: string[];
}

/** What a closing means for one member, by what it is just doing. */
function closeInstance(d: Deciding, { place, reason, graceUntil, scopes }: CloseInstance): void {
    const instance = nameOf(place);
    switch (statusAt(place)) {
        case SLOT.held:
            emit(d, { kind: "node:skipped", instance, reason });
            settled(d, place);
            break;
        case SLOT.running:
            emit(d, { kind: "node:stopping", instance, reason, grace_until: graceUntil });
            break;
        case SLOT.waiting:
            emit(d, { kind: "node:cancelled", instance, reason });
            settled(d, place);
            break;
        case SLOT.looping:
            cancelBoundary(d, place, reason);
            for (const turn of liveTurns(d, place)) {
                if (turn.frame.closing !== null) continue;
                const { scope } = turn;
                emit(d, { kind: "scope:stopping", scope, reason, grace_until: graceUntil });
                scopes.push(scope);
            }
            // A loop between two turns has nothing left to wait for.
            d.todo.push({ kind: "advance", place });
            break;
        default:
    }
}

/** A container's boundary run is light and has no grace: with it ends the container. */
function cancelBoundary(d: Deciding, place: Place, reason: Reason): void {
    const open = place.frame.open[place.node.slot];
    if (open?.kind !== "loop" || open.run === null) return;
    const instance = nameOf(place);
    const run = open.run === "check" ? `${instance}?${open.next}` : instance + COLLECT;
    emit(d, { kind: "node:cancelled", instance, reason, run });
    settled(d, place);
}

/** An unhandled failure closes its scope, and in a loop that stops at failures the other turns too. */
export function failScope(d: Deciding, scope: string, instance: string, error: NodeError): void {
    const graceUntil = d.at + GRACE_MS;
    emit(d, { kind: "scope:failing", scope, instance, error, grace_until: graceUntil });
    const reason: Reason = { code: "scope_failed", details: { instance } };
    close(d, scope, reason, graceUntil);
    if (scope === "") return;
    const { container } = turnOf(scope);
    const place = placeOf(d.plan, d.state, container);
    const loop = place?.frame.open[place.node.slot];
    if (place === null || loop?.kind !== "loop" || loop.error === null) return;
    for (const turn of liveTurns(d, place)) {
        if (turn.frame.closing !== null) continue;
        emit(d, { kind: "scope:stopping", scope: turn.scope, reason, grace_until: graceUntil });
        close(d, turn.scope, reason, graceUntil);
    }
}

/**
 * Ends an open instance at once, with all that is open inside it: for losers, whose results nobody
 * waits for, and for a cleanup lane that had its time.
 */
export function abandon(d: Deciding, place: Place, reason: Reason): void {
    // Turns are found from the outside in and ended from the inside out.
    const turns: { container: Place; index: number; scope: string; frame: Frame }[] = [];
    const containers = [place];
    for (const container of containers) {
        const open = container.frame.open[container.node.slot];
        if (open?.kind !== "loop") continue;
        for (const index of open.live) {
            const scope = turnScope(nameOf(container), index);
            const frame = d.state.frames[scope];
            if (frame === undefined) continue;
            turns.push({ container, index, scope, frame });
            containers.push(...members(d, scope, frame));
        }
    }
    for (const { container, index, scope, frame } of turns.reverse()) {
        for (const member of members(d, scope, frame)) end(d, member, reason);
        emit(d, { kind: "turn:cancelled", container: nameOf(container), index, reason });
    }
    end(d, place, reason);
}

function members(d: Deciding, scope: string, frame: Frame): Place[] {
    return (d.plan.scopes[frame.scope]?.nodes ?? []).flatMap((index) => {
        const place = placeAt(d, scope, frame, index);
        return place === null ? [] : [place];
    });
}

/** As `closeInstance`, but without grace. */
function end(d: Deciding, place: Place, reason: Reason): void {
    const instance = nameOf(place);
    switch (statusAt(place)) {
        case SLOT.held:
            emit(d, { kind: "node:skipped", instance, reason });
            settled(d, place);
            break;
        case SLOT.running:
        case SLOT.stopping:
        case SLOT.waiting:
            emit(d, { kind: "node:cancelled", instance, reason });
            settled(d, place);
            break;
        case SLOT.looping: {
            const open = place.frame.open[place.node.slot];
            if (open?.kind === "loop" && open.run !== null) {
                cancelBoundary(d, place, reason);
            } else {
                emit(d, { kind: "node:cancelled", instance, reason });
                settled(d, place);
            }
            break;
        }
        default:
    }
}

/** The cleanup lane's time is up: the rest of it is skipped, and what is open of it ends at once. */
export function closeLane(d: Deciding): void {
    const top = d.state.frames[""];
    if (top === undefined) return;
    const reason: Reason = { code: "timed_out" };
    const lane = members(d, "", top).filter((place) => inLane(d, place));
    for (const place of lane) {
        // First, or a join could still start on what was live before.
        if (statusAt(place) !== SLOT.pending) continue;
        emit(d, { kind: "node:skipped", instance: nameOf(place), reason });
        settled(d, place);
    }
    for (const place of lane) abandon(d, place, reason);
    d.scopes.push("");
}

/** Why nothing may be opened at a place any more; null while it is not closed. */
export function closedBy(d: Deciding, place: Place): Reason | null {
    return isClosed(d, place) ? (place.frame.closing?.reason ?? null) : null;
}
