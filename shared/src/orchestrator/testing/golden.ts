import { evolve } from "../evolve.ts";
import type { Fact } from "../facts.ts";
import { instances } from "../instances.ts";
import type { Open } from "../open.ts";
import { pending } from "../pending.ts";
import type { Plan } from "../plan.ts";
import { initial } from "../state.ts";
import { status } from "../status.ts";
import { apply } from "./host.ts";

/**
 * A log as some core wrote it, and what it meant then. Later cores may decide otherwise; what this
 * log says they read the same for ever. One golden file per release: old ones are never written again.
 */
export interface Golden {
    readonly plan: Plan;
    readonly log: readonly Fact[];
    readonly pictures: readonly Picture[];
}

/** What is true after the first `seq` facts. */
export interface Picture {
    readonly seq: number;
    readonly status: string;
    readonly pending: readonly Open[];
    readonly instances: readonly (readonly [string, string, number])[];
}

export function pictureOf(plan: Plan, log: readonly Fact[], seq: number): Picture {
    const state = initial(plan);
    for (const fact of log.slice(0, seq)) evolve(plan, state, fact);
    return {
        seq,
        status: status(state),
        pending: byId(pending(plan, state)),
        instances: [...instances(plan, state)].map((at) => [at.instance, at.status, at.seq])
    };
}

/** The same open work, as a host that only ever saw deltas knows it. */
export function bookOf(plan: Plan, log: readonly Fact[], seq: number): Open[] {
    const open = new Map<string, Open>();
    for (const fact of log.slice(0, seq)) apply(plan, open, [fact]);
    return byId(open.values());
}

function byId(open: Iterable<Open>): Open[] {
    return [...open].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Every kind of fact there is; a golden set without one of them is not complete. */
export const FACT_KINDS = {
    "execution:started": true,
    "execution:paused": true,
    "execution:resumed": true,
    "execution:waiting": true,
    "execution:cancelling": true,
    "execution:timing_out": true,
    "execution:completed": true,
    "execution:failed": true,
    "execution:cancelled": true,
    "execution:timed_out": true,
    "node:started": true,
    "node:held": true,
    "node:waiting": true,
    "node:stopping": true,
    "node:completed": true,
    "node:failed": true,
    "node:skipped": true,
    "node:cancelled": true,
    "user:input:required": true,
    "user:input:warning": true,
    "user:input:response": true,
    "signal:received": true,
    "child:opened": true,
    "scope:opened": true,
    "scope:checking": true,
    "scope:checked": true,
    "scope:collecting": true,
    "scope:failing": true,
    "scope:stopping": true,
    "turn:started": true,
    "turn:completed": true,
    "turn:cancelled": true,
    "cleanup:started": true
} satisfies { readonly [K in Fact["kind"]]: true };
