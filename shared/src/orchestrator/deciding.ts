import { evolve } from "./evolve.ts";
import type { Fact } from "./facts.ts";
import { instanceName, type Place, turnScope } from "./instance.ts";
import type { Plan } from "./plan.ts";
import { indexOf, type PlanIndex } from "./plan-index.ts";
import { type Frame, SLOT, type State } from "./state.ts";

/** How long open runs have to end once their scope closes. */
export const GRACE_MS = 10_000;
/** How long the cleanup lane has in all. */
export const CLEANUP_MS = 60_000;

/** One call of `step`: the facts so far, already folded, and what is still to be looked at. */
export interface Deciding {
    readonly plan: Plan;
    readonly index: PlanIndex;
    readonly state: State;
    readonly at: number;
    readonly facts: Fact[];
    /** A worklist instead of recursion: a chain of 10 000 skips is a loop here, not a stack. */
    readonly todo: Task[];
    /** Scopes that may be over: asked when the worklist is empty, so that nothing is ended early. */
    readonly scopes: string[];
    /** Instances whose join holds, to be started or held at the end. */
    readonly ready: Place[];
    /** Locks that somebody let go of. */
    readonly freed: string[];
}

export type Task =
    /** An instance settled: look at what its edges lead to. */
    | { readonly kind: "settled"; readonly place: Place }
    /** A container may go on: a turn, a check, the end. */
    | { readonly kind: "advance"; readonly place: Place };

export function deciding(plan: Plan, state: State, at: number): Deciding {
    return {
        plan,
        index: indexOf(plan),
        state,
        at: Math.max(state.at, at),
        facts: [],
        todo: [],
        scopes: [],
        ready: [],
        freed: []
    };
}

type Bare<F> = F extends Fact ? Omit<F, "at"> : never;

/** States a fact. It is folded at once: what is decided next is decided on what is true by then. */
export function emit(d: Deciding, bare: Bare<Fact>): void {
    const fact = { at: d.at, ...bare } as Fact;
    d.facts.push(fact);
    evolve(d.plan, d.state, fact);
}

/** To be called after every fact that settles an instance. */
export function settled(d: Deciding, place: Place): void {
    d.todo.push({ kind: "settled", place });
    d.scopes.push(place.scope);
    d.freed.push(...d.index.locks(place.index));
}

export function nameOf(place: Place): string {
    return instanceName(place.scope, place.node.id);
}

/** Whether nothing may start at this place any more. The cleanup lane runs in a closed top. */
export function isClosed(d: Deciding, place: Place): boolean {
    if (place.frame.closing === null) return false;
    return !(d.state.cleanup && d.index.lane.has(place.index));
}

export function inLane(d: Deciding, place: Place): boolean {
    return place.scope === "" && d.index.lane.has(place.index);
}

export function isDropped(d: Deciding, scope: string, frame: Frame): boolean {
    return d.state.frames[scope] !== frame;
}

/** The frames of a container's live turns. */
export function liveTurns(d: Deciding, place: Place): { scope: string; frame: Frame }[] {
    const open = place.frame.open[place.node.slot];
    if (open?.kind !== "loop") return [];
    return open.live.flatMap((index) => {
        const scope = turnScope(nameOf(place), index);
        const frame = d.state.frames[scope];
        return frame === undefined ? [] : [{ scope, frame }];
    });
}

export function statusAt({ frame, node }: Place) {
    return frame.status[node.slot] ?? SLOT.pending;
}

export function placeAt(d: Deciding, scope: string, frame: Frame, index: number): Place | null {
    const node = d.plan.nodes[index];
    return node === undefined ? null : { scope, frame, node, index };
}
