import type {
    ChildOpened,
    NodeCancelled,
    NodeCompleted,
    NodeFailed,
    NodeHeld,
    NodeSkipped,
    NodeStarted,
    NodeStopping,
    NodeWaiting,
    UserInputRequired,
    UserInputWarning
} from "./facts.ts";
import { type Place, placeOf } from "./instance.ts";
import { keepLocks, leaveQueue, releaseLocks, stand, takeLocks } from "./held.ts";
import type { Plan } from "./plan.ts";
import { indexOf } from "./plan-index.ts";
import type { OpenState, Slot, State } from "./state.ts";
import { SLOT } from "./state.ts";
import type { Usage } from "./values.ts";

/**
 * Facts about one instance. Each moves it to another status; counters of its frame and of the state
 * follow the status in one place (`move`), so they cannot drift apart. A fact that names no live
 * instance is skipped: a reader with another plan shows less, but does not break.
 */

/** From held as well as from pending; what it needs to run it takes here, if it has not already. */
export function nodeStarted(plan: Plan, state: State, fact: NodeStarted): void {
    const place = placeOf(plan, state, fact.instance);
    if (place === null) return;
    leaveQueue(plan, state, place, fact.instance);
    takeLocks(plan, state, place, fact.instance);
    move(state, place, SLOT.running);
}

/** Also from running: a pause put off the call of a child, and the run is over. */
export function held(plan: Plan, state: State, fact: NodeHeld): void {
    const place = placeOf(plan, state, fact.instance);
    if (place === null) return;
    leaveQueue(plan, state, place, fact.instance);
    const lock = fact.reason.code === "lock" ? fact.reason.details?.["lock"] : undefined;
    if (typeof lock === "string") {
        // What it could take before the one it waits for is kept, so that nobody overtakes it there.
        keepLocks(plan, state, place, fact.instance, lock);
    } else {
        takeLocks(plan, state, place, fact.instance);
        stand(state.queue, fact.instance);
    }
    move(state, place, SLOT.held);
}

export function waiting(plan: Plan, state: State, fact: NodeWaiting): void {
    const { event } = fact;
    turn(plan, state, fact, SLOT.waiting, {
        kind: "wait",
        ...onTimeout(fact),
        ...(event === undefined ? {} : { event })
    });
}

export function inputRequired(plan: Plan, state: State, fact: UserInputRequired): void {
    const { request, warn_at } = fact;
    turn(plan, state, fact, SLOT.waiting, {
        kind: "ask",
        ...onTimeout(fact),
        request,
        ...(warn_at === undefined ? {} : { warn_at }),
        warned: false
    });
}

/** The instance keeps the seq of its question: that is what a reader wants to see of it. */
export function warned(plan: Plan, state: State, fact: UserInputWarning): void {
    const place = placeOf(plan, state, fact.instance);
    const open = place?.frame.open[place.node.slot];
    if (open?.kind === "ask") open.warned = true;
}

export function childOpened(plan: Plan, state: State, fact: ChildOpened): void {
    const { attempts, started_at, workflow_id, version, input, detached } = fact;
    turn(plan, state, fact, SLOT.waiting, {
        kind: "child",
        attempts,
        started_at,
        workflow_id,
        version,
        input,
        detached
    });
}

export function nodeStopping(plan: Plan, state: State, fact: NodeStopping): void {
    turn(plan, state, fact, SLOT.stopping, { kind: "stopping", deadline: fact.grace_until });
}

/**
 * The value stays in the log: the state knows by `seq` where. Only those of output nodes are kept,
 * since the terminal fact has to name them.
 */
export function completed(plan: Plan, state: State, fact: NodeCompleted): void {
    const place = placeOf(plan, state, fact.instance);
    if (place === null) return;
    addUsage(state, fact.usage);
    for (const output of indexOf(plan).outputs.get(place.scope === "" ? place.index : -1) ?? []) {
        state.outputs.push([output, fact.output]);
    }
    const took = fact.ports ?? fact.port;
    if (took !== "out") place.frame.took[place.node.slot] = took;
    settle(plan, state, place, { instance: fact.instance, status: SLOT.completed, took });
}

export function failed(plan: Plan, state: State, fact: NodeFailed): void {
    const place = placeOf(plan, state, fact.instance);
    if (place === null) return;
    addUsage(state, fact.usage);
    const took = FAILURE_PORT[fact.handled];
    if (took !== null) place.frame.took[place.node.slot] = took;
    settle(plan, state, place, { instance: fact.instance, status: SLOT.failed, took });
}

/** Which port of a failed instance is live. The fact says what the policy was, not today's plan. */
const FAILURE_PORT = { fail: null, continue: "out", branch: "error" } as const;

export function skipped(plan: Plan, state: State, fact: NodeSkipped): void {
    const { instance } = fact;
    const place = placeOf(plan, state, instance);
    if (place !== null) {
        settle(plan, state, place, { instance, status: SLOT.skipped, took: null });
    }
}

export function cancelled(plan: Plan, state: State, fact: NodeCancelled): void {
    const { instance } = fact;
    const place = placeOf(plan, state, instance);
    if (place !== null) {
        settle(plan, state, place, { instance, status: SLOT.cancelled, took: null });
    }
}

/** Puts an instance into another status; the counters of frame and state follow. */
export function move(state: State, { frame, node }: Place, to: Slot): void {
    const from = frame.status[node.slot] ?? SLOT.pending;
    count(state, frame, from, -1);
    count(state, frame, to, 1);
    frame.status[node.slot] = to;
    frame.seq[node.slot] = state.seq;
}

function count(state: State, frame: Place["frame"], status: Slot, by: 1 | -1): void {
    if (status === SLOT.pending || status >= SLOT.completed) return;
    frame.busy += by;
    if (status === SLOT.running || status === SLOT.stopping) state.runs += by;
    else if (status === SLOT.waiting) state.waits += by;
}

/** A run turned into something else that is open. */
export function turn(
    plan: Plan,
    state: State,
    fact: { readonly instance: string; readonly usage?: Usage },
    to: Slot,
    open: OpenState
): void {
    const place = placeOf(plan, state, fact.instance);
    if (place === null) return;
    addUsage(state, fact.usage);
    place.frame.open[place.node.slot] = open;
    move(state, place, to);
}

export function addUsage(state: State, usage: Usage | undefined): void {
    state.usage.cost_usd += usage?.cost_usd ?? 0;
    state.usage.tokens += usage?.tokens ?? 0;
}

/** How an instance settled, and the ports that are live by it; null where none is. */
interface End {
    readonly instance: string;
    readonly status: Slot;
    readonly took: string | readonly string[] | null;
}

/**
 * Settles an instance and its edges: two counters at each target, which is all that joins need. What
 * follows from them is for `step` to decide and for a fact to say.
 */
function settle(plan: Plan, state: State, place: Place, end: End): void {
    const { frame, node, index } = place;
    leaveQueue(plan, state, place, end.instance);
    const open = frame.open[node.slot];
    if (open !== undefined) {
        if (open.kind === "loop" && open.run !== null) state.checks -= 1;
        delete frame.open[node.slot];
    }
    move(state, place, end.status);
    for (const out of node.outs) {
        const edge = plan.edges[out];
        const target = edge === undefined ? undefined : plan.nodes[edge.target];
        // A dead edge was settled when the frame began.
        if (edge === undefined || target === undefined || edge.dead !== undefined) continue;
        frame.settled[target.slot] = (frame.settled[target.slot] ?? 0) + 1;
        if (isLive(end.took, edge.port)) {
            frame.live[target.slot] = (frame.live[target.slot] ?? 0) + 1;
        }
    }
    if (!indexOf(plan).lane.has(index)) frame.left -= 1;
    releaseLocks(plan, state, place, end.instance);
}

export function isLive(took: End["took"], port: string): boolean {
    return typeof took === "string" ? took === port : took !== null && took.includes(port);
}

function onTimeout(fact: NodeWaiting | UserInputRequired) {
    const { attempts, started_at, until, on_timeout, timeout_output, timeout_port } = fact;
    return {
        attempts,
        started_at,
        ...(until === undefined ? {} : { deadline: until }),
        on_timeout,
        ...(timeout_output === undefined ? {} : { timeout_output }),
        ...(timeout_port === undefined ? {} : { timeout_port })
    };
}
