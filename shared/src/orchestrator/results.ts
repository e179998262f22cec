import { closedBy } from "./closing.ts";
import { type Deciding, emit, nameOf, settled, statusAt } from "./deciding.ts";
import type {
    ChildResult,
    DoneResult,
    FailedResult,
    LoopResult,
    Result,
    SettledEvent,
    WaitResult
} from "./events.ts";
import { type Failure, failNode } from "./failure.ts";
import { parseId, type Place, placeOf } from "./instance.ts";
import { sinceOf } from "./loop.ts";
import { SLOT } from "./state.ts";
import type { NodeError } from "./values.ts";

/**
 * What becomes of an open run. A node's run ends in one of five results: done and failed settle it,
 * the others turn it into something else that is open. A container's boundary runs answer one
 * question only, and anything but that answer fails the container.
 */

/** A run ended: of a node, or one of a container's boundary runs. What is not open is late news. */
export function onSettled(d: Deciding, event: SettledEvent): void {
    const { instance, run, index } = parseId(event.id);
    const place = placeOf(d.plan, d.state, instance);
    if (place === null) return;
    const status = statusAt(place);
    if (run === "node") {
        if (status === SLOT.running || status === SLOT.stopping) onResult(d, place, event);
        return;
    }
    const loop = place.frame.open[place.node.slot];
    if (status !== SLOT.looping || loop?.kind !== "loop" || loop.run !== run) return;
    if (run === "collect") onCollected(d, place, event);
    else if (index === loop.next) onChecked(d, { place, index, event });
}

/** The error of a run that ended because it was asked to, which is no failure. */
const GAVE_UP = "CANCELLED";

function onResult(d: Deciding, place: Place, event: SettledEvent): void {
    const { result } = event;
    if (result.kind === "done") {
        if (isPlain(event, result)) completePlainly(d, { place, event, result });
        else complete(d, place, { ...timesOf(event), ...reusedOf(event), result });
        return;
    }
    const reason = closedBy(d, place);
    if (reason !== null && (result.kind !== "failed" || result.error.code === GAVE_UP)) {
        // Its scope closes: what the run wanted to open stays shut.
        emit(d, { kind: "node:cancelled", instance: nameOf(place), reason });
        settled(d, place);
        return;
    }
    if (result.kind === "failed") {
        failNode(d, place, { ...timesOf(event), error: result.error });
        return;
    }
    const refused = refusal(d, place, result);
    if (refused !== null) failNode(d, place, { ...timesOf(event), error: refused });
    else if (result.kind === "wait") openWait(d, { place, event, result });
    else if (result.kind === "child") openChild(d, { place, event, result });
    else openLoop(d, { place, event, result });
}

/** A result that would open what can never end is refused, so that no execution hangs. */
function refusal(d: Deciding, { node }: Place, result: Result): NodeError | null {
    if (result.kind === "wait") {
        const { until, event, request } = result;
        const endless = until === undefined && event === undefined && request === undefined;
        return endless ? invalid("waits for nothing") : null;
    }
    if (result.kind !== "loop") return null;
    const roots = node.body === null ? [] : (d.plan.scopes[node.body]?.roots ?? []);
    if (roots.length === 0) return invalid("loops over an empty body");
    const { turns } = result;
    const countable = turns === undefined || (Number.isInteger(turns) && turns >= 0);
    return countable ? null : invalid(`loops ${turns} times`);
}

function invalid(what: string): NodeError {
    return {
        code: "INVALID_OUTPUT",
        message: `The node ${what}: its executor answered what cannot be performed.`,
        is_retryable: false
    };
}

interface Opening<R> {
    readonly place: Place;
    readonly event: SettledEvent;
    readonly result: R;
}

/** With a question it is put to a human, without one it is a wait; both have the same deadline. */
function openWait(d: Deciding, { place, event, result }: Opening<WaitResult>): void {
    const { until, event: name, request, warn_at } = result;
    const { on_timeout, timeout_output, timeout_port } = result;
    const rest = {
        instance: nameOf(place),
        attempts: event.attempts,
        started_at: event.started_at,
        ...(event.usage === undefined ? {} : { usage: event.usage }),
        ...(until === undefined ? {} : { until }),
        on_timeout,
        ...(timeout_output === undefined ? {} : { timeout_output }),
        ...(timeout_port === undefined ? {} : { timeout_port })
    };
    if (request === undefined) {
        const awaited = name === undefined ? {} : { event: name };
        emit(d, { kind: "node:waiting", ...rest, ...awaited });
    } else {
        const warning = warn_at === undefined ? {} : { warn_at };
        emit(d, { kind: "user:input:required", ...rest, request, ...warning });
    }
}

function openChild(d: Deciding, { place, event, result }: Opening<ChildResult>): void {
    const instance = nameOf(place);
    if (d.state.paused) {
        // No new child in a pause: the call, which has no effect of its own, runs again afterwards.
        emit(d, { kind: "node:held", instance, reason: { code: "paused" }, run: instance });
        return;
    }
    const { workflow_id, version, input, detached } = result;
    const { attempts, started_at, usage } = event;
    emit(d, {
        kind: "child:opened",
        instance,
        attempts,
        started_at,
        ...(usage === undefined ? {} : { usage }),
        workflow_id,
        version,
        input,
        detached
    });
}

/** The scope is open; whether and how many turns start is decided like everywhere else. */
function openLoop(d: Deciding, { place, event, result }: Opening<LoopResult>): void {
    const { turns, items, again, concurrency, on_item_error } = result;
    const { attempts, started_at, usage } = event;
    emit(d, {
        kind: "scope:opened",
        instance: nameOf(place),
        attempts,
        started_at,
        ...(usage === undefined ? {} : { usage }),
        ...(turns === undefined ? {} : { turns }),
        ...(items === undefined ? {} : { items }),
        ...(again === undefined ? {} : { again }),
        concurrency: Math.max(1, Math.floor(concurrency)),
        on_item_error
    });
    d.todo.push({ kind: "advance", place });
}

/** The answer belongs to one turn: a duplicate of an earlier check has another index. */
function onChecked(
    d: Deciding,
    { place, index, event }: { place: Place; index: number; event: SettledEvent }
): void {
    const { result, usage } = event;
    if (result.kind === "loop" && result.again !== undefined) {
        const spent = usage === undefined ? {} : { usage };
        const instance = nameOf(place);
        emit(d, { kind: "scope:checked", instance, index, again: result.again, ...spent });
        d.todo.push({ kind: "advance", place });
    } else {
        failBoundary(d, place, event);
    }
}

/** The container's output is there: only now does the container itself end. */
function onCollected(d: Deciding, place: Place, event: SettledEvent): void {
    const { result } = event;
    if (result.kind === "done") {
        complete(d, place, { ...boundaryTimes(d, place, event), ...reusedOf(event), result });
    } else {
        failBoundary(d, place, event);
    }
}

/** A check or a collecting that failed, or answered what it may not, fails the container. */
function failBoundary(d: Deciding, place: Place, event: SettledEvent): void {
    const error =
        event.result.kind === "failed"
            ? event.result.error
            : invalid(`answered ${event.result.kind} at the end of a turn`);
    failNode(d, place, { ...boundaryTimes(d, place, event), error });
}

/** A container's time is its own, from its first run on, not that of its last boundary run. */
function boundaryTimes(d: Deciding, place: Place, event: SettledEvent): Times {
    const { run, usage, ended_at } = timesOf(event);
    return { ...sinceOf(place, d.at), ended_at, ...(usage === undefined ? {} : { usage }), run };
}

type Times = Omit<Failure, "error">;

/** How a fact tells that an instance completed, but for what its result says itself. */
export interface Done extends Times {
    readonly reused?: true;
    readonly result: DoneResult;
}

function timesOf(event: SettledEvent): Times & { run?: string } {
    const { id, attempts, started_at, ended_at, usage } = event;
    const times = { attempts, started_at, ended_at, ...(usage === undefined ? {} : { usage }) };
    return parseId(id).run === "node" ? times : { ...times, run: id };
}

function reusedOf(event: SettledEvent): { reused?: true } {
    return event.reused === true ? { reused: true } : {};
}

/** Nothing to tell but when and what: most runs. */
function isPlain({ usage, reused }: SettledEvent, { ports, because, vars }: DoneResult): boolean {
    if (usage !== undefined || reused === true) return false;
    return ports === undefined && because === undefined && vars === undefined;
}

/** As `complete` does it, spelt out: spreading would cost more than the rest of the step. */
function completePlainly(d: Deciding, { place, event, result }: Opening<DoneResult>): void {
    const { attempts, started_at, ended_at } = event;
    const { port, output } = result;
    const instance = nameOf(place);
    emit(d, { kind: "node:completed", instance, attempts, started_at, ended_at, port, output });
    settled(d, place);
}

/** Absent is absent: a fact has no field that says nothing, since every byte is stored and sent. */
export function complete(d: Deciding, place: Place, { result, ...times }: Done): void {
    const { port, ports, output, because, vars } = result;
    emit(d, {
        kind: "node:completed",
        instance: nameOf(place),
        ...times,
        port,
        ...(ports === undefined || ports.length < 2 ? {} : { ports }),
        output,
        ...(because === undefined ? {} : { because }),
        ...(vars === undefined || vars.length === 0 ? {} : { vars })
    });
    settled(d, place);
}

/** What was open beyond a run ended with a result: an answer, a child's report. */
export function endTurned(d: Deciding, place: Place, result: DoneResult | FailedResult): void {
    const times = sinceOf(place, d.at);
    if (result.kind === "done") complete(d, place, { ...times, result });
    else failNode(d, place, { ...times, error: result.error });
}
