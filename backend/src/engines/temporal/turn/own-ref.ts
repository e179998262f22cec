import type { Result } from "@flowmaestro/shared/orchestrator/events.ts";

/** A value of the execution itself, said in a history of the execution: its id need not be repeated. */
export function withOwnRef(execution_id: string, result: Result): Result {
    if (result.kind !== "done" || !("ref" in result.output)) return result;
    const { ref } = result.output;
    if (!ref.startsWith(`${execution_id}/`)) return result;
    return { ...result, output: { ...result.output, ref: ref.slice(execution_id.length) } };
}

export function withWholeRef(execution_id: string, result: Result): Result {
    if (result.kind !== "done" || !("ref" in result.output)) return result;
    const { ref } = result.output;
    if (!ref.startsWith("/")) return result;
    return { ...result, output: { ...result.output, ref: execution_id + ref } };
}
