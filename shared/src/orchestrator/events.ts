import type { Json, NodeError, Usage, Value } from "./values.ts";

/**
 * What may happen to an execution, as its host tells the core. `at` is database time in milliseconds.
 * An event that is late, repeated or names nothing open yields no facts. The `at` of a `due` is never
 * before the deadline it answers (the host takes the later of both): an earlier one is late news of
 * another deadline and yields nothing.
 */
export type Event =
    | {
          readonly kind: "start";
          readonly at: number;
          readonly trigger: string;
          readonly inputs: Value;
      }
    | SettledEvent
    | { readonly kind: "due"; readonly at: number; readonly id: string }
    | { readonly kind: "answer"; readonly at: number; readonly id: string; readonly answer: Answer }
    | {
          readonly kind: "child";
          readonly at: number;
          readonly id: string;
          readonly result: DoneResult | FailedResult;
      }
    | { readonly kind: "pause"; readonly at: number; readonly by: string }
    | { readonly kind: "resume"; readonly at: number; readonly by: string }
    | {
          readonly kind: "cancel";
          readonly at: number;
          readonly by: string;
          readonly reason?: string;
      };

/** The end of an open run, retries and all. */
export interface SettledEvent {
    readonly kind: "settled";
    readonly at: number;
    readonly id: string;
    readonly result: Result;
    readonly attempts: number;
    readonly started_at: number;
    readonly ended_at: number;
    readonly usage?: Usage;
    /** The result was taken over from the parent execution of a re-run. */
    readonly reused?: boolean;
}

/** All the core ever learns of a node type. */
export type Result = DoneResult | FailedResult | WaitResult | ChildResult | LoopResult;

export interface DoneResult {
    readonly kind: "done";
    readonly port: string;
    /** Where several ports are live (a switch of mode `all`): all of them, `port` first. */
    readonly ports?: readonly string[];
    readonly output: Value;
    /** The values that decided the port, for "why?"; at most 1 KB. */
    readonly because?: Json;
    /** Variables written, in order. */
    readonly vars?: readonly VariableWrite[];
}

export interface VariableWrite {
    readonly name: string;
    readonly value: Value;
}

export interface FailedResult {
    readonly kind: "failed";
    readonly error: NodeError;
}

export interface WaitResult {
    readonly kind: "wait";
    readonly until?: number;
    readonly event?: string;
    /** A question put to a human. */
    readonly request?: Json;
    readonly warn_at?: number;
    readonly on_timeout: "fail" | "continue" | "default";
    /**
     * What `continue` and `default` answer with, and on which port: `timeout_port` where an edge
     * leaves from it, else `out`.
     */
    readonly timeout_output?: Value;
    readonly timeout_port?: string;
}

export interface ChildResult {
    readonly kind: "child";
    readonly workflow_id: string;
    readonly version: number;
    readonly input: Value;
    readonly detached: boolean;
}

export interface LoopResult {
    readonly kind: "loop";
    /**
     * For-each and times: how many. While and until: absent, `again` decides turn by turn; with
     * neither, the core asks for turn 0 under the id `<instance>?0`.
     */
    readonly turns?: number;
    /** What for-each goes over, for the data plane: handed on, never read. */
    readonly items?: Value;
    readonly again?: boolean;
    readonly concurrency: number;
    readonly on_item_error: "stop" | "collect";
}

export interface Answer {
    readonly port: string;
    readonly output: Value;
    readonly by: string;
}
