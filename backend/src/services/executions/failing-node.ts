import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { turnScope } from "@flowmaestro/shared/orchestrator/instance.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import type { ExecutionRow } from "../../storage/repositories/execution.repository.ts";

type ExecutionError = NonNullable<ExecutionRow["error"]>;

/**
 * The error of an execution, naming the node that failed it. What the row has names what failed at the
 * top, which of a loop is the loop: the facts say which step of which turn it failed by, however deep.
 */
export function errorWithNode(error: ExecutionError, facts: readonly Fact[]): ExecutionError {
    const last = facts.at(-1);
    if (last?.kind !== "execution:failed" || last.instance === undefined) return error;
    const failed = innermost(facts, last.instance);
    if (failed.instance === last.instance) return error;
    const { instance } = failed;
    const details = { ...failed.error?.details, node_id: nodeOf(instance), instance };
    return { ...error, details: { ...error.details, ...details } };
}

interface Failed {
    readonly instance: string;
    readonly error?: NodeError;
}

/**
 * Backwards, since a loop fails after the step that failed it. A failure of a container's own boundary
 * run (a check, the collecting of turns) is its own, whatever happened in its turns.
 */
function innermost(facts: readonly Fact[], instance: string): Failed {
    let at: Failed = { instance };
    let scope: string | null = null;
    for (let place = facts.length - 1; place >= 0; place -= 1) {
        const fact = facts[place];
        if (fact?.kind === "scope:failing" && fact.scope === scope) {
            at = { instance: fact.instance, error: fact.error };
            scope = null;
        } else if (fact?.kind === "node:failed" && fact.instance === at.instance) {
            const index = fact.error.details?.["index"];
            if (fact.run !== undefined || typeof index !== "number") return at;
            scope = turnScope(at.instance, index);
        }
    }
    return at;
}
