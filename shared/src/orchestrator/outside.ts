import { close, closeLane } from "./closing.ts";
import { type Deciding, emit, GRACE_MS, nameOf, settled } from "./deciding.ts";
import type { Answer, DoneResult, FailedResult } from "./events.ts";
import { type Place, placeOf } from "./instance.ts";
import { advanceAll } from "./loop.ts";
import { endTurned } from "./results.ts";
import type { AskState, WaitState } from "./state.ts";

/**
 * What comes from outside an execution: answers, timers, children, and people who control it. All of
 * it may come late, twice, or for something that has ended meanwhile, and then yields nothing; so the
 * host may deliver at least once, and learns from the facts whether *this* delivery did something.
 */

/** The first answer to what is open wins; the fact says whose it was. */
export function onAnswer(d: Deciding, id: string, { by, port, output }: Answer): void {
    const place = placeOf(d.plan, d.state, id);
    const open = place?.frame.open[place.node.slot];
    if (place === null) return;
    if (open?.kind === "ask") {
        emit(d, { kind: "user:input:response", instance: id, by });
    } else if (open?.kind === "wait" && open.event !== undefined) {
        emit(d, { kind: "signal:received", instance: id, by });
    } else {
        return;
    }
    endTurned(d, place, { kind: "done", port, output });
}

/** A child's report. One that was cancelled with its scope is not listened to any more. */
export function onChild(d: Deciding, id: string, result: DoneResult | FailedResult): void {
    const place = placeOf(d.plan, d.state, id);
    if (place?.frame.open[place.node.slot]?.kind === "child") endTurned(d, place, result);
}

/** A timer is due. What it was for is seen from what is open and from the time. */
export function onDue(d: Deciding, id: string): void {
    if (id === "") {
        if (d.state.clock !== null && d.at >= d.state.clock) onClock(d);
        return;
    }
    const place = placeOf(d.plan, d.state, id);
    const open = place?.frame.open[place.node.slot];
    if (place === null || open === undefined) return;
    if (open.kind === "stopping" && d.at >= open.deadline) {
        const reason = place.frame.closing?.reason ?? { code: "timed_out" as const };
        emit(d, { kind: "node:cancelled", instance: id, reason });
        settled(d, place);
    } else if (open.kind === "wait" || open.kind === "ask") {
        onDeadline(d, place, open);
    }
}

/** The end of a wait or question, or the warning before it, which is given once. */
function onDeadline(d: Deciding, place: Place, open: WaitState | AskState): void {
    const { deadline } = open;
    if (deadline !== undefined && d.at >= deadline) {
        endTurned(d, place, timeoutResult(d, place, open));
    } else if (open.kind === "ask" && !open.warned && d.at >= (open.warn_at ?? Infinity)) {
        emit(d, { kind: "user:input:warning", instance: nameOf(place) });
    }
}

/** What a deadline means was said when the wait began; it may be a failure or an answer. */
function timeoutResult(
    d: Deciding,
    { node }: Place,
    open: WaitState | AskState
): DoneResult | FailedResult {
    if (open.on_timeout === "fail") {
        const what = open.kind === "ask" ? "an answer" : "what it waited for";
        const message = `The node's deadline passed without ${what}.`;
        return { kind: "failed", error: { code: "NODE_TIMEOUT", message, is_retryable: false } };
    }
    const wanted = open.timeout_port ?? "out";
    const leaves = node.outs.some((edge) => d.plan.edges[edge]?.port === wanted);
    const output = open.timeout_output ?? { json: null };
    return { kind: "done", port: leaves ? wanted : "out", output };
}

/** The execution's time, or its cleanup lane's, is up. */
function onClock(d: Deciding): void {
    if (d.state.cleanup) {
        closeLane(d);
        return;
    }
    const graceUntil = d.at + GRACE_MS;
    const error = {
        code: "EXECUTION_TIMED_OUT",
        message: `The execution took longer than its ${d.plan.settings.timeout_ms / 1000} seconds.`,
        details: { timeout_ms: d.plan.settings.timeout_ms },
        is_retryable: false
    };
    emit(d, { kind: "execution:timing_out", error, grace_until: graceUntil });
    close(d, "", { code: "timed_out" }, graceUntil);
}

/**
 * The first cause to close an execution stays its cause: a cancel after a failure changes nothing.
 * Before its start there is nothing to cancel; a host feeds the start first.
 */
export function onCancel(d: Deciding, by: string, words: string | undefined): void {
    if (d.state.seq === 0 || d.state.frames[""]?.closing !== null) return;
    const graceUntil = d.at + GRACE_MS;
    const reason = words === undefined ? {} : { reason: words };
    emit(d, { kind: "execution:cancelling", by, ...reason, grace_until: graceUntil });
    close(d, "", { code: "cancelled", details: { by } }, graceUntil);
}

/** Nothing is stopped: what runs ends by itself, and what it makes ready is held. */
export function onPause(d: Deciding, by: string): void {
    if (d.state.paused || d.state.seq === 0 || d.state.frames[""]?.closing !== null) return;
    emit(d, { kind: "execution:paused", by });
}

/** What was held starts in its order; containers that stood still are looked at once. */
export function onResume(d: Deciding, by: string): void {
    if (!d.state.paused) return;
    emit(d, { kind: "execution:resumed", by });
    advanceAll(d);
}
