import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Answer } from "@flowmaestro/shared/orchestrator/events.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import type { Plan, PlanSecret } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";

/**
 * One contract, two hosts. An engine takes events, steps the core, appends facts and performs what
 * they open; what it promises is in `docs/architecture.md` 7 and tested by one conformance table.
 */
export interface Engine {
    readonly name: "embedded" | "temporal";
    /** Resolves once the execution and its first facts are on disk: from then on it is never lost. */
    start(request: StartRequest): Promise<StartReceipt>;
    /** Resolves with the outcome that was recorded, or `pending` when that takes over 5 s. */
    signal(request: SignalRequest): Promise<SignalOutcome>;
    /** Resolves true when the execution has ended, false after `ms`. Costs nothing while it waits. */
    settled(execution_id: string, ms: number): Promise<boolean>;
    describe(): EngineState;
    /** Finish or hand back what runs, within `grace_ms`. */
    stop(grace_ms: number): Promise<void>;
}

export interface StartRequest {
    readonly execution_id: string;
    readonly workspace_id: string;
    readonly workflow_id: string;
    readonly workflow_name: string;
    /** Null for a draft. */
    readonly version: number | null;
    readonly definition_hash: string;
    readonly plan_hash: string;
    readonly plan: Plan;
    readonly trigger: string;
    readonly inputs: { readonly [key: string]: Json };
    /** Names of inputs that are secret beside those of the plan: what a caller was given as a secret. */
    readonly secret_inputs?: readonly string[];
    readonly started_by: string | null;
    /** Somebody waits for its end: then the receipt says what it was, where it is at hand. */
    readonly is_watched?: boolean;
    /**
     * Asked at the last moment before it is stored: a child whose caller has let go of it meanwhile is
     * not begun. Let go of later, its caller's batch finds it there and cancels it.
     */
    readonly is_wanted?: () => boolean;
    /** Of a re-run: whose results it takes over, as `rerun` says. */
    readonly parent_execution_id?: string;
    readonly rerun?: Rerun;
    /** Of a child: who called it. */
    readonly caller?: Caller;
}

/** What a re-run does with its parent's results; kept with the execution, so that it survives. */
export interface Rerun {
    /** Null: nothing is taken over, it runs from the start. */
    readonly from: readonly string[] | null;
    /** By instance. */
    readonly overrides: { readonly [instance: string]: Override };
}

export type Override =
    /** The instance is not run: it completes with this. */
    | { readonly kind: "output"; readonly output: Json; readonly port: string }
    /** It runs with this config instead of its node's. */
    | {
          readonly kind: "config";
          readonly config: Json;
          readonly reads: readonly string[];
          readonly secret?: PlanSecret;
      };

export interface Caller {
    readonly execution_id: string;
    readonly instance: string;
    /** It waits for the end and is told of it. */
    readonly is_awaited: boolean;
    /** Of the child: an execution that nobody called has depth 1. */
    readonly depth: number;
}

/** What stands in a row about where an execution comes from. */
export interface Origin {
    readonly started_by: string | null;
    readonly parent_execution_id: string | null;
    readonly rerun: Rerun | null;
    readonly caller: Caller | null;
}

export function originOf(request: Omit<StartRequest, "plan" | "inputs">): Origin {
    const { started_by, parent_execution_id = null, rerun = null, caller = null } = request;
    return { started_by, parent_execution_id, rerun, caller };
}

export interface StartReceipt {
    readonly execution_id: string;
    /** Milliseconds, database time. */
    readonly started_at: number;
    /** Resolves once it has ended; null where that has to be looked up. */
    readonly ended?: Promise<ExecutionRecord | null>;
}

/** All of an execution that has ended, as it is stored. */
export interface ExecutionRecord {
    readonly request: Omit<StartRequest, "plan" | "inputs">;
    readonly plan: Plan;
    /** Counts the workflow's executions. */
    readonly number: number;
    readonly started_at: number;
    readonly facts: readonly Fact[];
    /** What they fold to. */
    readonly state: State;
}

export interface SignalRequest {
    readonly execution_id: string;
    readonly workspace_id: string;
    /** The same key twice is one signal. */
    readonly dedupe_key: string;
    readonly signal: Signal;
}

export type Signal =
    | { readonly kind: "cancel"; readonly by: string; readonly reason?: string }
    | { readonly kind: "pause"; readonly by: string }
    | { readonly kind: "resume"; readonly by: string }
    /** To the open question of an instance. */
    | { readonly kind: "answer"; readonly id: string; readonly answer: Answer }
    /** To open waits, each with its own output; all of them in one step. */
    | { readonly kind: "signal"; readonly name: string; readonly answers: readonly Delivery[] };

export interface Delivery {
    readonly id: string;
    readonly answer: Answer;
}

export type SignalOutcome =
    /** Recorded. Of a signal: which of the waits were still open. */
    | { readonly kind: "accepted"; readonly instances?: readonly string[] }
    /** It was so already: asking again is fine. */
    | { readonly kind: "already" }
    /** Nothing of that name was open any more: somebody else was first, or it ended. */
    | { readonly kind: "lost" }
    | { readonly kind: "finished"; readonly status: string }
    | { readonly kind: "pending" };

export interface EngineState {
    readonly ready: boolean;
    readonly reason?: string;
    /** Executions with work open here. */
    readonly active: number;
}
