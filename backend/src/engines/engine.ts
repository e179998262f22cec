import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
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
    readonly started_by: string | null;
    readonly parent_execution_id?: string;
}

export interface StartReceipt {
    readonly execution_id: string;
    /** Milliseconds, database time. */
    readonly started_at: number;
}

export interface SignalRequest {
    readonly execution_id: string;
    readonly workspace_id: string;
    /** The same key twice is one signal. */
    readonly dedupe_key: string;
    readonly signal: { readonly kind: "cancel"; readonly by: string; readonly reason?: string };
}

export type SignalOutcome =
    | { readonly kind: "accepted" }
    /** It was so already: asking again is fine. */
    | { readonly kind: "already" }
    | { readonly kind: "finished"; readonly status: string }
    | { readonly kind: "pending" };

export interface EngineState {
    readonly ready: boolean;
    readonly reason?: string;
    /** Executions with work open here. */
    readonly active: number;
}
