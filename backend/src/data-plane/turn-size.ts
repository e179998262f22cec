import type { Value } from "@flowmaestro/shared/orchestrator/values.ts";
import type { TurnResult } from "./results.ts";

/**
 * Bytes of JSON that a container's list has at least, by what its turns' facts say: asked before any
 * of it is read, since a list of thousands of files is memory that nobody has.
 */
export function turnsSize(results: readonly TurnResult[]): number {
    let size = 0;
    for (const result of results) {
        if (!("parts" in result)) size += valueSize(result);
        else for (const [, value] of result.parts) size += valueSize(value);
    }
    return size;
}

/** What stands in its fact is small. */
function valueSize(value: Value): number {
    return "ref" in value ? value.bytes : 0;
}
