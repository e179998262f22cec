import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import type { SettledEvent } from "@flowmaestro/shared/orchestrator/events.ts";
import type { InboxOutcome } from "../../hosting/draft.ts";
import type { PackedPlan } from "./packed-plan.ts";

/**
 * What stands in histories: between client and workflow, workflow and activities. Recorded histories
 * outlive a deploy, so fields are added here and never change their meaning.
 */
export const WORKFLOW_TYPE = "orchestratorWorkflow";
export const TASK_QUEUE = "flowmaestro-orchestrator";

/** Update: a row of the inbox is there. Its id is the update's id, so a second one is the first. */
export const DELIVER = "deliver";
/** Signal: rows may lie in the inbox that nobody delivered. */
export const LOOK = "look";

/** Who an execution is: what start options and search attributes are made of. */
export interface About {
    readonly execution_id: string;
    readonly workspace_id: string;
    /** As people call it; absent where nobody could look it up. */
    readonly workspace_name?: string;
    readonly workflow_id: string;
    readonly workflow_name: string;
    /** Null for a draft. */
    readonly version: number | null;
    readonly trigger: string;
    /** Of the plan: the execution's own deadline. */
    readonly timeout_ms: number;
    /** Where our pages are. */
    readonly app_url: string;
}

export interface OrchestratorInput {
    readonly about: About;
    readonly limits: Limits;
    /** Of a run that continues another: where that one was. */
    readonly resumed?: Resumed;
}

/** Above these the run goes on as a new one. */
export interface Limits {
    readonly events: number;
    readonly bytes: number;
    /** How long such a run waits for what is under way. */
    readonly patience_ms?: number;
}

export interface Resumed {
    readonly plan: PackedPlan;
    readonly state: State;
    /** Executions that open children are. */
    readonly children: readonly ChildCall[];
    /** When a light run is to be tried again. */
    readonly wake_at: number | null;
}

export interface OrchestratorResult {
    readonly status: "completed";
    readonly outputs: { readonly [name: string]: unknown };
}

/** What the workflow brings to a turn. Times are put in by the turn: they are the database's. */
export type TurnEvent =
    | { readonly kind: "start" }
    | { readonly kind: "settled"; readonly settled: Settled }
    | { readonly kind: "due"; readonly id: string; readonly deadline: number }
    /** One row of the inbox, or whatever lies there. */
    | { readonly kind: "inbox"; readonly id: string }
    | { readonly kind: "look" }
    /** Temporal was asked to cancel it: by us (a row of the inbox says by whom), or by an operator. */
    | { readonly kind: "cancel" };

export type Settled = Omit<SettledEvent, "kind" | "at">;

/** What an activity answers: whoever started it knows its id. A `ref` of its own execution begins with `/`. */
export type Answer = Omit<Settled, "id">;

export interface TurnInput {
    readonly execution_id: string;
    readonly workspace_id: string;
    /** Facts before it are folded. */
    readonly first_seq: number;
    readonly events: readonly TurnEvent[];
    readonly app_url: string;
    /** Nothing is folded yet: the plan is wanted too. */
    readonly is_opening: boolean;
}

export interface TurnOutput {
    /** All that is stored from `first_seq` on, or the first page of it: as far as folding needs it. */
    readonly facts: readonly Fact[];
    /** They were stored before this turn: its events are still to be fed. */
    readonly adopted: boolean;
    /** Of the facts, as JSON. */
    readonly bytes: number;
    /** Open work whose `due` came before its time: its timer is to be set again. */
    readonly early: readonly string[];
    /** There is more to read, or light work left: another turn follows at once. */
    readonly more: boolean;
    /** Of the events, how many are done with. */
    readonly taken: number;
    /** Milliseconds, database time. */
    readonly now: number;
    /** When a light run is to be tried again, null where none waits for that. */
    readonly wake_at: number | null;
    /** Of inbox rows that this turn settled, or found settled. */
    readonly outcomes: readonly { readonly id: string; readonly outcome: InboxOutcome }[];
    /** The executions that `child:opened` facts among `facts` call. */
    readonly children: readonly ChildCall[];
    readonly plan?: PackedPlan;
    /**
     * It waits, and FmNode follows what for. Older workers never said so, and their runs stay as they
     * are.
     */
    readonly names_waits?: true;
}

export interface ChildCall {
    /** The instance that calls. */
    readonly id: string;
    readonly is_awaited: boolean;
    /** Null: it was refused, and a fact says why. */
    readonly about: About | null;
}

/** What an activity gets: the rest is read from the log, and it knows whose workflow asks. */
export interface RunInput {
    /** Of the open run. */
    readonly id: string;
}

/** What a worker that leaves says of a run that it had. */
export const INTERRUPTED = "INTERRUPTED";

export interface Delivery {
    readonly inbox_id: string;
    readonly kind: string;
    /** Of an answer: the instance that asks. */
    readonly instance?: string;
}

export type SearchStatus =
    "running" | "waiting" | "paused" | "completed" | "failed" | "cancelled" | "timed_out";
