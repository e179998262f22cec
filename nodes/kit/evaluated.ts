import { linearRegex } from "@flowmaestro/shared/workflow/conditions/linear-regex.ts";
import type { NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { NodeContext, NodeResult } from "./context.ts";
import type { Evaluate } from "./evaluate.ts";
import { implementNode } from "./executor.ts";
import type { Executor } from "./executor.ts";

/** The executor of a node that only evaluates. Server only: it brings the pattern engine along. */
export function evaluatedNode<Config>(
    definition: NodeType<Config>,
    evaluate: Evaluate<Config>
): Executor<Config> {
    return implementNode(definition, (config, context) => evaluateIn(evaluate, config, context));
}

export function evaluateIn<Config>(
    evaluate: Evaluate<Config>,
    config: Config,
    { inputs, attempt, boundary, incoming }: NodeContext
): NodeResult {
    return evaluate(config, { inputs, attempt, boundary, incoming, regex: linearRegex });
}
