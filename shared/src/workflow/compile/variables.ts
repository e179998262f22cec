import type { GraphNode } from "./graph.ts";

const VARIABLE = "var:";

/** Names of the variables that a node writes. */
export function variablesOf({ type, config }: GraphNode): string[] {
    if (config === undefined) return [];
    const locks = type?.locks?.(config) ?? [];
    return locks.flatMap((lock) =>
        lock.startsWith(VARIABLE) ? [lock.slice(VARIABLE.length)] : []
    );
}
