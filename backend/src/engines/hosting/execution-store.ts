import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { KnownExecution, LoadedExecution } from "../../data-plane/known-execution.ts";
import type { ValueRow } from "../../data-plane/values.ts";

/** What an engine reads and writes of executions besides what its turns store. */
export interface ExecutionStore {
    execution(id: string): Promise<KnownExecution | null>;
    /** Ids of what one owner has open and does not sleep, from an id on. */
    openOf(owner: string, after: string, limit: number): Promise<string[]>;
    /** Everything there is to go on from, of those that are the owner's. */
    load(owner: string, ids: readonly string[], format: string): Promise<LoadedExecution[]>;
    /** Awaited children of `owner` or nobody that are open though whoever called them has ended. */
    orphansOf(
        owner: string,
        limit: number
    ): Promise<readonly { readonly id: string; readonly workspace_id: string }[]>;
    /** The whole log. */
    facts(execution_id: string): Promise<Fact[]>;
    /** Copies values by their content, not those in files; answers which are there then. */
    copyValues(
        from: string,
        to: { readonly id: string; readonly workspace_id: string },
        shas: readonly string[]
    ): Promise<ReadonlySet<string>>;
    plan(workspace_id: string, hash: string): Promise<Plan | null>;
    writeValue(
        execution: { readonly id: string; readonly workspace_id: string },
        row: ValueRow
    ): Promise<void>;
}
