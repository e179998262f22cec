import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { turnScope } from "@flowmaestro/shared/orchestrator/instance.ts";
import type { ExecutionRow } from "../../storage/repositories/execution.repository.ts";

type ExecutionError = NonNullable<ExecutionRow["error"]>;

/**
 * The error of an execution. What the row has names what failed at the top, which of a loop is the loop:
 * the facts say which step of which turn it failed by, however deep.
 */
export function errorWithCause(error: ExecutionError, facts: readonly Fact[]): ExecutionError {
    const last = facts.at(-1);
    if (last?.kind !== "execution:failed" || last.instance === undefined) return error;
    const instance = innermost(facts, last.instance);
    if (instance === last.instance) return error;
    const caused_by = { node_id: nodeOf(instance), instance };
    return { ...error, details: { ...error.details, caused_by } };
}

/**
 * Backwards, since a loop fails after the step that failed it. A failure of a container's own boundary
 * run (a check, the collecting of turns) is its own, whatever happened in its turns.
 */
function innermost(facts: readonly Fact[], instance: string): string {
    let at = instance;
    let scope: string | null = null;
    for (let place = facts.length - 1; place >= 0; place -= 1) {
        const fact = facts[place];
        if (fact?.kind === "scope:failing" && fact.scope === scope) {
            at = fact.instance;
            scope = null;
        } else if (fact?.kind === "node:failed" && fact.instance === at) {
            const index = fact.error.details?.["index"];
            if (fact.run !== undefined || typeof index !== "number") return at;
            scope = turnScope(at, index);
        }
    }
    return at;
}
