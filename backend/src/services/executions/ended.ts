import type { Execution } from "@flowmaestro/shared/contract/routes/executions.ts";
import type { Deps } from "../../deps.ts";
import type { ExecutionRecord } from "../../engines/engine.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import type { ExecutionRow } from "../../storage/repositories/execution.repository.ts";
import type { Started } from "./execute.ts";
import { relatedOf } from "./lineage.ts";
import { readExecution } from "./read.ts";
import type { ReadExecution } from "./read.ts";
import { toExecution } from "./view.ts";

/**
 * What was started, once it has ended; null when that takes longer than `ms`. It is on disk by then in
 * any case: where the engine still has all of it in memory it is not read again.
 */
export async function endedWithin(
    deps: Deps,
    scope: WorkspaceScope,
    { started, ms }: { readonly started: Started; readonly ms: number }
): Promise<Execution | null> {
    const { execution_id, ended } = started;
    const until = performance.now() + ms;
    const record = ended === undefined ? null : await within(ended, ms);
    if (record === "late") return null;
    const read = record === null ? null : fromMemory(deps, record);
    if (read === null) {
        const left = until - performance.now();
        if (!(await deps.engine.settled(execution_id, left))) return null;
    }
    const known = read ?? (await readExecution(deps, scope, execution_id));
    const hasCalled = known.facts.some(({ kind }) => kind === "child:opened");
    const related = hasCalled ? await relatedOf(deps, scope, execution_id) : [];
    return toExecution(deps, scope, known, related);
}

function within<T>(promise: Promise<T>, ms: number): Promise<T | "late"> {
    return new Promise((resolve) => {
        const timer = setTimeout(() => resolve("late"), ms);
        void promise.then((value) => {
            clearTimeout(timer);
            resolve(value);
        });
    });
}

/** The same row that was stored. Errors are told as they are kept, so those are read from there. */
function fromMemory({ engine }: Deps, record: ExecutionRecord): ReadExecution | null {
    const { request, plan, facts, state, number, started_at } = record;
    const last = facts.at(-1);
    if (last?.kind !== "execution:completed") return null;
    const row: ExecutionRow = {
        id: request.execution_id,
        workflow_id: request.workflow_id,
        workflow_name: request.workflow_name,
        version: request.version,
        number,
        trigger: request.trigger,
        status: "completed",
        error: null,
        created_at: new Date(started_at),
        started_at: new Date(started_at),
        completed_at: new Date(last.at),
        definition_hash: request.definition_hash,
        plan_hash: request.plan_hash,
        parent_execution_id: request.parent_execution_id ?? null,
        caller_execution_id: request.caller?.execution_id ?? null,
        caller_instance: request.caller?.instance ?? null,
        created_by: request.started_by,
        engine: engine.name
    };
    return { row, plan, facts, attempts: [], state };
}
