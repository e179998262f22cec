import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { RegexEngine } from "@flowmaestro/shared/workflow/conditions/operators.ts";
import type { Boundary, Incoming, NodeResult } from "./context.ts";

/** What a pure and light node may look at besides its config; a browser can give it all. */
export interface EvaluateContext {
    readonly inputs: { readonly [key: string]: Json };
    /** From 1. */
    readonly attempt: number;
    /** Of a container's turns; null for a node's own run. */
    readonly boundary: Boundary | null;
    readonly incoming: readonly Incoming[];
    readonly regex: RegexEngine;
}

/**
 * `evaluate` of a node: no effects, no clock, no waiting. The executor is a call of it. In lane `pure`
 * it runs in a thread, where `inputs` are empty: what it needs comes by its config.
 */
export type Evaluate<Config> = (config: Config, context: EvaluateContext) => NodeResult;
