import { CLEANUP_MS, type Deciding, emit, inLane, placeAt } from "./deciding.ts";
import { placeOf, turnOf } from "./instance.ts";
import type { Closing, Frame } from "./state.ts";
import type { NodeError, Value } from "./values.ts";

/** Ends a scope if it is over: everything in it settled or, when it closed, nothing in it open. */
export function endScope(d: Deciding, scope: string): void {
    if (!Object.hasOwn(d.state.frames, scope)) return;
    const frame = d.state.frames[scope];
    if (frame === undefined || d.state.ended !== null) return;
    if (frame.closing === null ? frame.left > 0 : frame.busy > 0) return;
    if (scope === "") endExecution(d, frame);
    else endTurn(d, scope, frame);
}

/** Drops the turn's frame; what it means is for its container to say. */
function endTurn(d: Deciding, scope: string, { closing }: Frame): void {
    const { container, index } = turnOf(scope);
    if (closing === null) {
        emit(d, { kind: "turn:completed", container, index });
    } else if (closing.cause === "stopped") {
        emit(d, { kind: "turn:cancelled", container, index, reason: closing.reason });
    } else {
        const instance = failing(closing);
        emit(d, { kind: "turn:completed", container, index, error: errorOf(closing), instance });
    }
    const place = placeOf(d.plan, d.state, container);
    if (place !== null) d.todo.push({ kind: "advance", place });
}

/** The one place where terminal facts are made. */
function endExecution(d: Deciding, top: Frame): void {
    const { closing } = top;
    if (closing === null) {
        emit(d, { kind: "execution:completed", outputs: outputs(d) });
        return;
    }
    if (startsCleanup(d, top) || d.ready.some((place) => inLane(d, place))) return;
    switch (closing.cause) {
        case "cancelled": {
            const words = closing.words === undefined ? {} : { reason: closing.words };
            emit(d, { kind: "execution:cancelled", by: canceller(closing), ...words });
            break;
        }
        case "timed_out":
            emit(d, { kind: "execution:timed_out", error: errorOf(closing) });
            break;
        default: {
            const error = errorOf(closing);
            emit(d, { kind: "execution:failed", error, instance: failing(closing) });
        }
    }
}

/**
 * The cleanup lane runs once, in the closed top and above its closing: so it changes no status, and
 * the terminal fact waits for it.
 */
function startsCleanup(d: Deciding, top: Frame): boolean {
    const { cleanup } = d.plan.settings;
    const place = cleanup === null || d.state.cleanup ? null : placeAt(d, "", top, cleanup);
    if (place === null) return false;
    emit(d, { kind: "cleanup:started", until: d.at + CLEANUP_MS });
    d.ready.push(place);
    return true;
}

/** Names in document order; of two outputs of one name the later fact wins. */
function outputs(d: Deciding): { readonly [name: string]: Value } {
    const given = new Map<string, Value>();
    for (const [place, value] of d.state.outputs) {
        given.set(d.plan.outputs[place]?.name ?? "", value);
    }
    const names = new Set(d.plan.outputs.map((output) => output.name));
    // `fromEntries` makes own properties of all names, `__proto__` included.
    return Object.fromEntries(
        [...names].flatMap((name) => {
            const value = given.get(name);
            return value === undefined ? [] : [[name, value] as const];
        })
    );
}

// What closed a scope is told by the reason it was closed with.
function canceller(closing: Closing): string {
    const by = closing.reason.details?.["by"];
    return typeof by === "string" ? by : "";
}

function failing(closing: Closing): string {
    const instance = closing.reason.details?.["instance"];
    return typeof instance === "string" ? instance : "";
}

function errorOf(closing: Closing): NodeError {
    return (
        closing.error ?? {
            code: "INTERNAL_ERROR",
            message: "The scope was closed without an error.",
            is_retryable: false
        }
    );
}
