import type { Plan } from "./plan.ts";
import { indexOf } from "./plan-index.ts";
import type { Reason } from "./facts.ts";
import type { Json, NodeError, Value } from "./values.ts";

/**
 * What is true of an execution now: the fold of its facts, plain JSON, as large as what is live.
 *
 * One frame per live scope (the top and every live turn) holds arrays by slot, so a turn that ends
 * takes its whole scope with it. Only `evolve` writes here; a state has one owner, and who wants an
 * older one folds again.
 */
export interface State {
    readonly format: 1;
    /** Facts folded. */
    seq: number;
    /** Of the last fact: time never goes back within an execution. */
    at: number;
    /** The terminal status, null while the execution is open. */
    ended: Ended | null;
    paused: boolean;
    /** Open runs that count towards the cap: those of nodes, not of a container's boundaries. */
    runs: number;
    /** Open boundary runs (`x?3`, `x/collect`). */
    checks: number;
    /** Open waits, questions and children. */
    waits: number;
    turns: number;
    readonly usage: { cost_usd: number; tokens: number };
    /** Ready, but above the cap or paused: first in, first out. */
    readonly queue: Queue;
    /** By `#` and the lock's name, so that no name of a user is a key of ours. */
    readonly locks: { [key: string]: Lock };
    /** By scope: `""` at the top, `each[3]` for a turn. Such keys never collide with an object's own. */
    readonly frames: { [scope: string]: Frame };
    /** What output nodes gave, in the order of the log: place in `plan.outputs`, value. */
    readonly outputs: [number, Value][];
    /** The execution's own deadline, then that of the cleanup lane; null where none is open. */
    clock: number | null;
    /** The cleanup lane has begun. */
    cleanup: boolean;
}

export type Ended = "completed" | "failed" | "cancelled" | "timed_out";

/** `items` before `head` have left; cutting them off only now and then keeps leaving O(1). */
export interface Queue {
    head: number;
    items: string[];
}

export interface Lock {
    /** Empty between a release and the next to take it. */
    holder: string;
    readonly queue: Queue;
}

export interface Frame {
    /** Index of the plan's scope. */
    readonly scope: number;
    readonly status: Slot[];
    /** Of the last fact about the instance, 0 for none. */
    readonly seq: number[];
    /** Incoming edges settled so far, and how many of them are live. */
    readonly settled: number[];
    readonly live: number[];
    /** The port an instance left by where that is not `out`; several where several are live. */
    readonly took: { [slot: string]: string | readonly string[] };
    /** What is known of open instances beyond their status. */
    readonly open: { [slot: string]: OpenState };
    /** Members neither settled nor of the cleanup lane. */
    left: number;
    /** Members held, running, waiting or looping. */
    busy: number;
    /** Set once: nothing starts here any more. */
    closing: Closing | null;
}

export interface Closing {
    /** Of the fact that closed it, which also explains the members never reached. */
    readonly seq: number;
    readonly cause: "failed" | "cancelled" | "timed_out" | "stopped";
    readonly reason: Reason;
    readonly until: number;
    readonly error?: NodeError;
    /** What the canceller said. */
    readonly words?: string;
}

/** An instance's status. From `completed` on it is settled. */
export const SLOT = {
    pending: 0,
    held: 1,
    running: 2,
    stopping: 3,
    waiting: 4,
    looping: 5,
    completed: 6,
    failed: 7,
    skipped: 8,
    cancelled: 9
} as const;
export type Slot = (typeof SLOT)[keyof typeof SLOT];

export type OpenState = OpenStopping | OpenTurned | OpenLoop;

export interface OpenStopping {
    readonly kind: "stopping";
    readonly deadline: number;
}

interface Since {
    readonly attempts: number;
    readonly started_at: number;
}

interface OnTimeout extends Since {
    readonly deadline?: number;
    readonly on_timeout: "fail" | "continue" | "default";
    readonly timeout_output?: Value;
    readonly timeout_port?: string;
}

export type OpenTurned = WaitState | AskState | ChildState;

export interface WaitState extends OnTimeout {
    readonly kind: "wait";
    readonly event?: string;
}

export interface AskState extends OnTimeout {
    readonly kind: "ask";
    readonly request: Json;
    readonly warn_at?: number;
    warned: boolean;
}

export interface ChildState extends Since {
    readonly kind: "child";
    readonly workflow_id: string;
    readonly version: number;
    readonly input: Value;
    readonly detached: boolean;
}

/** A loop is counters and the set of live turns: it does not grow with the turns done. */
export interface OpenLoop extends Since {
    readonly kind: "loop";
    /** Null in while and until: `again` decides. */
    readonly turns: number | null;
    readonly concurrency: number;
    readonly on_item_error: "stop" | "collect";
    /** Index of the next turn. */
    next: number;
    readonly live: number[];
    failed: number;
    /** While and until: what is known of turn `next`; null until it was asked. */
    again: boolean | null;
    /** The open boundary run: a check of turn `next`, or the collecting of all. */
    run: "check" | "collect" | null;
    /** The first failure of a loop that stops at failures. */
    error: { readonly index: number; readonly error: NodeError } | null;
}

export function initial(plan: Plan): State {
    return {
        format: 1,
        seq: 0,
        at: 0,
        ended: null,
        paused: false,
        runs: 0,
        checks: 0,
        waits: 0,
        turns: 0,
        usage: { cost_usd: 0, tokens: 0 },
        queue: { head: 0, items: [] },
        locks: {},
        frames: { "": openFrame(plan, 0) },
        outputs: [],
        clock: null,
        cleanup: false
    };
}

/** A frame as its scope begins; edges that are dead from the start count as settled from the start. */
export function openFrame(plan: Plan, scope: number): Frame {
    const { zeros, dead, counted } = indexOf(plan).scope(scope);
    return {
        scope,
        status: zeros.map(() => SLOT.pending),
        seq: [...zeros],
        settled: [...dead],
        live: [...zeros],
        took: {},
        open: {},
        left: counted,
        busy: 0,
        closing: null
    };
}

export function isSettled(status: Slot): boolean {
    return status >= SLOT.completed;
}
