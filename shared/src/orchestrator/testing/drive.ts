import type { Event, Result } from "../events.ts";
import type { Open } from "../open.ts";
import { type Host, speak, value } from "./host.ts";
import type { Answer } from "./reference.ts";

/**
 * Drives a host to its end in a random but repeatable order, as a world would: runs end in any order,
 * some turn into waits, questions and children first, timers are due, news comes late and twice.
 */
export interface World {
    readonly answer: (id: string) => Answer;
    /** Each number decides one move; they are used in a circle. */
    readonly dice: readonly number[];
    /** Cancel, or let the execution's time run out, at this move; -1: never. */
    readonly cancelAt?: number;
    readonly timeoutAt?: number;
    readonly pauses?: boolean;
    /** Whether runs may turn into waits, questions and children before they end. */
    readonly waits?: boolean;
    /** Called after each event. */
    readonly watch?: (event: Event) => void;
}

const MAX_MOVES = 5000;

export function drive(host: Host, world: World): void {
    const say = speak(host);
    const feed = watched(host, world);
    say.start();
    let turn = 0;
    const next = (sides: number) => {
        const die = world.dice[turn % world.dice.length] ?? 0;
        turn += 1;
        // Mixed with the number of the throw, so that the circle does not repeat itself.
        return ((die ^ Math.imul(turn, 2654435761)) >>> 3) % sides;
    };
    const past: Event[] = [];
    for (let move = 0; host.state.ended === null; move += 1) {
        if (move > MAX_MOVES) throw new Error("The execution does not end.");
        const event = eventAt(host, { world, move, next, past });
        past.push(event);
        host.now = Math.max(host.now, event.at);
        feed(event);
    }
    for (const event of past) feed(event);
}

function watched(host: Host, { watch }: World): (event: Event) => void {
    return (event) => {
        host.feed(event);
        watch?.(event);
    };
}

interface Move {
    readonly world: World;
    readonly move: number;
    readonly next: (sides: number) => number;
    readonly past: readonly Event[];
}

function eventAt(host: Host, { world, move, next, past }: Move): Event {
    const at = host.now + 1;
    if (move === world.cancelAt) return { kind: "cancel", at, by: "ann" };
    const clock = host.open.get("")?.deadline;
    if (move === world.timeoutAt || (host.state.cleanup && next(9) === 0)) {
        return { kind: "due", at: clock ?? at, id: "" };
    }
    if (world.pauses === true && next(8) === 0) {
        return { kind: host.state.paused ? "resume" : "pause", at, by: "ann" };
    }
    // Late and repeated news.
    const old = past[next(40)];
    if (old !== undefined && next(10) === 0) return { ...old, at };
    const open = [...host.open.values()].filter((each) => each.kind !== "clock");
    const chosen = open[next(Math.max(1, open.length))];
    if (chosen !== undefined) return endOf(chosen, { at, world, next });
    if (host.state.paused) return { kind: "resume", at, by: "ann" };
    throw new Error("Nothing is open, and the execution has not ended.");
}

interface Ending {
    readonly at: number;
    readonly world: World;
    readonly next: (sides: number) => number;
}

function endOf(open: Open, { at, world, next }: Ending): Event {
    const { id, deadline = at } = open;
    const due: Event = { kind: "due", at: Math.max(at, deadline), id };
    if (open.kind === "run") {
        if (open.stopping === true && next(2) === 0) return due;
        return settledEvent(id, at, resultOf(world, id, next));
    }
    const warnAt = open.kind === "ask" ? Math.max(at, open.warn_at ?? deadline) : deadline;
    if (warnAt < deadline && next(4) === 0) return { kind: "due", at: warnAt, id };
    // However it ends, it ends as the answers say.
    const answer = world.answer(id);
    if (answer.kind === "failed") {
        if (open.kind !== "child") return due;
        return { kind: "child", at, id, result: failed() };
    }
    const result = done(answer);
    if (open.kind === "child") return { kind: "child", at, id, result };
    const { port, output } = result;
    return { kind: "answer", at, id, answer: { by: "bob", port, output } };
}

function settledEvent(id: string, at: number, result: Result): Event {
    return {
        kind: "settled",
        at,
        id,
        result,
        attempts: 1,
        started_at: at - 1,
        ended_at: at,
        usage: { tokens: 1 }
    };
}

function resultOf(world: World, id: string, next: (sides: number) => number): Result {
    const answer = world.answer(id);
    const boundary = id.includes("?") || id.endsWith("/collect");
    const single = answer.kind === "failed" || (answer.kind === "done" && answer.ports.length < 2);
    if (world.waits === true && !boundary && single && next(3) === 0) {
        return detour(answer.kind === "failed", next);
    }
    switch (answer.kind) {
        case "failed":
            return failed();
        case "done":
            return done(answer);
        case "turns":
            return {
                kind: "loop",
                turns: answer.turns,
                concurrency: 1 + next(3),
                on_item_error: answer.collect ? "collect" : "stop"
            };
        case "while": {
            const on_item_error = answer.collect ? "collect" : "stop";
            return { kind: "loop", concurrency: 1, on_item_error };
        }
        case "again":
            return { kind: "loop", again: answer.again, concurrency: 1, on_item_error: "stop" };
    }
}

/** Something open that is not a run, and whose end the driver then decides. */
function detour(fails: boolean, next: (sides: number) => number): Result {
    const until = 2_000_000 + next(1000);
    const on_timeout = "fail" as const;
    switch (next(3)) {
        case 0:
            return { kind: "wait", event: "go", until, on_timeout };
        case 1:
            return { kind: "wait", request: { q: 1 }, until, warn_at: until - 100, on_timeout };
        default:
            return {
                kind: "child",
                workflow_id: "w",
                version: 1,
                input: value(null),
                detached: !fails && next(2) === 0
            };
    }
}

function done(answer: Answer) {
    const [port = "out", ...more] = answer.kind === "done" ? answer.ports : [];
    const several = more.length > 0 ? { ports: [port, ...more] } : {};
    return { kind: "done" as const, port, ...several, output: value(1) };
}

function failed() {
    const error = { code: "ECHO_FAILED", message: "It failed.", is_retryable: false };
    return { kind: "failed" as const, error };
}
