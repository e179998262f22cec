import type { JsonObject } from "../../orchestrator/values.ts";
import type { FieldError } from "./inspect.ts";

/** Why something is not a graph at all. Nothing of it is stored. */
export interface Refusal {
    readonly code: RefusalCode;
    readonly message: string;
    readonly solution: string;
    readonly details: JsonObject;
    readonly field_errors?: readonly FieldError[];
}

export type RefusalCode =
    | "INVALID_DEFINITION"
    | "DUPLICATE_NODE_ID"
    | "NODE_ID_MISMATCH"
    | "DANGLING_EDGE"
    | "DUPLICATE_EDGE_ID"
    | "WORKFLOW_CYCLE"
    | "SCOPE_CROSSED"
    | "UNKNOWN_NODE_TYPE"
    | "LIMIT_EXCEEDED";

const SHOWN = 20;

export function invalid(errors: readonly FieldError[]): Refusal {
    const [first] = errors;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
    return {
        code: "INVALID_DEFINITION",
        message: first
            ? `The definition is not a workflow: ${first.field}: ${first.message}${more}`
            : "The definition is not a workflow.",
        solution: "Correct the fields that are listed.",
        details: {},
        field_errors: errors.slice(0, SHOWN)
    };
}

/** Ids for a sentence: the first few, then a count. */
export function named(ids: readonly string[], shown = 5): string {
    const names = ids.slice(0, shown).map((id) => `"${id}"`);
    const more = ids.length > shown ? ` and ${ids.length - shown} more` : "";
    return names.join(", ") + more;
}
