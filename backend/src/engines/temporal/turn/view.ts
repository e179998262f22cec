import { delta } from "@flowmaestro/shared/orchestrator/delta.ts";
import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Open } from "@flowmaestro/shared/orchestrator/open.ts";
import { pending } from "@flowmaestro/shared/orchestrator/pending.ts";
import type { Lane, Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import type { Value } from "@flowmaestro/shared/orchestrator/values.ts";
import type { KnownAttempt, KnownExecution } from "../../../data-plane/known-execution.ts";
import type { Results } from "../../../data-plane/results.ts";
import { emptyDraft } from "../../hosting/draft.ts";
import type { Draft } from "../../hosting/draft.ts";
import type { Speaker } from "../../hosting/execution-row.ts";
import type { Reuse } from "../../hosting/reuse.ts";

/** An execution as this worker has folded it: the log, nothing else, unless a turn is at work on it. */
export interface View extends Speaker {
    readonly row: KnownExecution;
    readonly plan: Plan;
    readonly state: State;
    readonly results: Results;
    readonly open: Map<string, { readonly open: Open }>;
    /** Of `open`, the runs that turns perform. */
    readonly light: Set<string>;
    readonly tried: Map<string, Tried>;
    /** What it was started with; null where a fact says so. */
    readonly inputs: Value | null;
    draft: Draft;
    reuse: Reuse | null;
}

/** What is known of the attempts of a run. */
export interface Tried {
    /** The next one, from 1; lost ones do not count. */
    attempt: number;
    /** Of rows in `node_attempts`. */
    rows: number;
    started_at: number | null;
    /** Not before. */
    next_at: number;
}

/** Performed within turns. The workflow knows them by the same rule: lanes stand in the plan. */
const LIGHT: ReadonlySet<Lane> = new Set(["inline", "pure"]);

export function isLight(node: Pick<PlanNode, "lane"> | undefined): boolean {
    // What the plan does not know fails at once, wherever it is.
    return node === undefined || LIGHT.has(node.lane);
}

export function createView(
    row: KnownExecution,
    plan: Plan,
    known: {
        readonly state: State;
        readonly results: Results;
        readonly facts: readonly Fact[];
        readonly attempts: readonly KnownAttempt[];
        readonly inputs: Value | null;
    }
): View {
    const { state, results, facts, attempts, inputs } = known;
    for (const fact of facts) {
        evolve(plan, state, fact);
        results.record(fact);
    }
    const view: View = {
        row,
        plan,
        state,
        results,
        open: new Map(),
        light: new Set(),
        tried: triedOf(attempts),
        inputs,
        draft: emptyDraft(row, state.seq + 1),
        reuse: null
    };
    for (const open of pending(plan, state)) note(view, open);
    return view;
}

/** Facts that others stored. */
export function catchUp(view: View, facts: readonly Fact[]): void {
    for (const fact of facts) {
        evolve(view.plan, view.state, fact);
        view.results.record(fact);
    }
    apply(view, facts);
}

/** What facts opened and ended, in the view's book. */
export function apply(view: View, facts: readonly Fact[]): readonly Open[] {
    const { opened, ended } = delta(view.plan, facts);
    for (const id of ended) {
        view.open.delete(id);
        view.light.delete(id);
        view.tried.delete(id);
    }
    for (const open of opened) note(view, open);
    return opened;
}

function note(view: View, open: Open): void {
    view.open.set(open.id, { open });
    if (open.kind !== "run" || !isLight(view.plan.nodes[open.node])) view.light.delete(open.id);
    else view.light.add(open.id);
}

export function triedOf(attempts: readonly KnownAttempt[]): Map<string, Tried> {
    const tried = new Map<string, Tried>();
    for (const { instance, status, started_at, next_at } of attempts) {
        const known = tried.get(instance) ?? newlyTried();
        known.rows += 1;
        known.started_at ??= started_at.getTime();
        if (status === "failed") known.attempt += 1;
        known.next_at = status === "failed" ? (next_at?.getTime() ?? 0) : 0;
        tried.set(instance, known);
    }
    return tried;
}

export function newlyTried(): Tried {
    return { attempt: 1, rows: 0, started_at: null, next_at: 0 };
}
