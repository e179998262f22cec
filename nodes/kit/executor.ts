import type { NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { NodeContext, NodeResult } from "./context.ts";

export interface Executor<Config = unknown> {
    readonly definition: NodeType<Config>;
    /** `config` has its templates resolved and has passed the definition's schema. */
    readonly run: (config: Config, context: NodeContext) => NodeResult | Promise<NodeResult>;
}

/** Server only. `export default implementNode(definition, run)` in a type's executor.ts. */
export function implementNode<Config>(
    definition: NodeType<Config>,
    run: Executor<Config>["run"]
): Executor<Config> {
    return { definition, run };
}
