import type { NodeType, Port } from "@flowmaestro/shared/workflow/catalogue.ts";

/**
 * Declares a node type. The config's TypeScript type is inferred from its zod schema, so `ports`,
 * `summary` and `check` see what the schema promises. Every node that runs can fail, so every one
 * gets the port `error`.
 */
export function defineNode<Config>(definition: NodeType<Config>): NodeType<Config> {
    if (definition.annotation === true) return definition;
    const { ports } = definition;
    return {
        ...definition,
        ports:
            typeof ports === "function"
                ? (config: Config) => [...ports(config), ERROR_PORT]
                : [...ports, ERROR_PORT]
    };
}

export const ERROR_PORT: Port = { id: "error", label: "error" };

/** The port of a node that has one way on. */
export const OUT_PORT: Port = { id: "out", label: "Out" };

/** Where what was waited for did not come in time. */
export const TIMEOUT_PORT: Port = { id: "timeout", label: "timeout" };
