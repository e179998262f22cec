import type { NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";

/**
 * Declares a node type. The config's TypeScript type is inferred from its zod schema, so `ports`,
 * `summary` and `check` see what the schema promises.
 */
export function defineNode<Config>(definition: NodeType<Config>): NodeType<Config> {
    return definition;
}
