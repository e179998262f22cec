import type { NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { NodeContext, NodeResult } from "./context.ts";

/**
 * `config` has its templates resolved and has passed the definition's schema. (A method, so that a
 * list may hold executors of every config; the runner only ever hands over what the schema has read.)
 */
type Run<Config> = {
    run(config: Config, context: NodeContext): NodeResult | Promise<NodeResult>;
}["run"];

export interface Executor<Config = unknown> {
    readonly definition: NodeType<Config>;
    readonly run: Run<Config>;
}

/** Server only. `export default implementNode(definition, run)` in a type's executor.ts. */
export function implementNode<Config>(
    definition: NodeType<Config>,
    run: Executor<Config>["run"]
): Executor<Config> {
    return { definition, run };
}
