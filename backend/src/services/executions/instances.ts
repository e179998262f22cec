import { explained } from "@flowmaestro/shared/contract/error-help.ts";
import type { Pagination } from "@flowmaestro/shared/contract/lists.ts";
import type {
    ExecutionInstance,
    ExecutionLog
} from "@flowmaestro/shared/contract/routes/executions.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { Results } from "../../data-plane/results.ts";
import { secrecyOf } from "../../data-plane/secrecy.ts";
import type { Deps } from "../../deps.ts";
import { notFound } from "../../errors.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import type { AttemptRow } from "../../storage/repositories/execution-log.repository.ts";
import { foldPatiently } from "./instance-table.ts";
import type { InstanceRecord } from "./instance-table.ts";
import { readLogs } from "./logs.ts";
import { readExecution } from "./read.ts";
import type { ReadExecution } from "./read.ts";
import { iso, shownOutput, toInstance } from "./view.ts";

interface InstancesQuery {
    readonly page?: number;
    readonly limit?: number;
    readonly node_id?: string;
    readonly status?: string;
}

const DEFAULT_LIMIT = 20;

export async function listInstances(
    deps: Deps,
    scope: WorkspaceScope,
    { id, query }: { readonly id: string; readonly query: InstancesQuery }
): Promise<{ readonly instances: ExecutionInstance[]; readonly pagination: Pagination }> {
    const { plan, facts, attempts } = await readExecution(deps, scope, id);
    const { page = 1, limit = DEFAULT_LIMIT, node_id, status } = query;
    const { records } = await foldPatiently(plan, facts);
    const wanted = [...records.values()].filter(
        (record) =>
            (node_id === undefined || record.node_id === node_id) &&
            (status === undefined || toInstance(record, attempts, {}).status === status)
    );
    const shown = wanted.slice((page - 1) * limit, page * limit);
    const total = wanted.length;
    return {
        instances: await Promise.all(
            shown.map(async (record) =>
                toInstance(record, attempts, await shownOutput(deps, record.output))
            )
        ),
        pagination: { page, limit, total, pages: Math.ceil(total / limit), next_cursor: null }
    };
}

export interface InstanceDetail extends ExecutionInstance {
    readonly input?: Json;
    readonly attempt_list: Attempt[];
    readonly logs: ExecutionLog[];
}

interface Attempt {
    readonly attempt: number;
    readonly status: AttemptRow["status"];
    readonly started_at: string;
    readonly ended_at: string | null;
    readonly next_at: string | null;
    readonly error: AttemptRow["error"];
}

export async function readInstance(
    deps: Deps,
    scope: WorkspaceScope,
    { id, instance }: { readonly id: string; readonly instance: string }
): Promise<InstanceDetail> {
    const read = await readExecution(deps, scope, id);
    const { records } = await foldPatiently(read.plan, read.facts);
    const record = records.get(instance);
    if (record === undefined) throw notFound();
    const [shown, input, logs] = await Promise.all([
        shownOutput(deps, record.output),
        inputOf(deps, read, record),
        readLogs(deps, scope, read, instance)
    ]);
    return {
        ...toInstance(record, read.attempts, shown),
        ...(input === undefined ? {} : { input }),
        attempt_list: attemptList(record, read.attempts),
        logs: logs.map(({ log }) => log)
    };
}

/**
 * The config as the node got it: references resolved with what had ended before it started. Nothing
 * has to be stored for that, since what a config reads never changes afterwards.
 */
async function inputOf(
    { data }: Deps,
    { row, plan, facts }: ReadExecution,
    record: InstanceRecord
): Promise<Json | undefined> {
    const node = plan.nodes[record.node];
    if (node === undefined || record.started_at === undefined) return undefined;
    const results = new Results(plan);
    for (const fact of facts) {
        if (fact.kind === "node:started" && fact.instance === record.instance) break;
        results.record(fact);
    }
    const execution = { ...row, workspace_id: "" };
    const { instance } = record;
    try {
        const prepared = await data.runner.prepare({ execution, plan, node, instance, results });
        if (!prepared.ok) return undefined;
        const secrecy = await secrecyOf(results, data.values);
        return secrecy?.redactConfig(prepared.resolved, node.secret) ?? prepared.resolved;
    } catch {
        // A value it read is no longer kept.
        return undefined;
    }
}

/**
 * Rows tell of attempts that failed or were cut off, and of those after one that was cut off; the last
 * one, where it has no row, is told by the fact that ended the node.
 */
function attemptList(record: InstanceRecord, rows: readonly AttemptRow[]): Attempt[] {
    const list = rows
        .filter(({ instance }) => instance === record.instance)
        .map((row): Attempt => ({
            attempt: row.attempt,
            status: row.status,
            started_at: row.started_at.toISOString(),
            ended_at: row.ended_at?.toISOString() ?? null,
            next_at: row.next_at?.toISOString() ?? null,
            error: row.error
        }));
    const told = lastAttempt(record, list.at(-1));
    if (told === null) return list;
    // Its end came from elsewhere: a deadline, a cancel.
    return list.at(-1)?.attempt === told.attempt ? list.with(-1, told) : [...list, told];
}

/** Null where its row says it all, or it never began. */
function lastAttempt(record: InstanceRecord, before: Attempt | undefined): Attempt | null {
    const { status, started_at, ended_at, error } = record;
    if (started_at === undefined) return null;
    if (before !== undefined && isLast(before, ended_at !== undefined)) return null;
    const isRow = before?.status === "running";
    return {
        attempt: (before?.attempt ?? 0) + (isRow ? 0 : 1),
        status:
            ended_at === undefined ? "running" : status === "completed" ? "completed" : "failed",
        started_at: isRow ? before.started_at : (beginOf(before) ?? iso(started_at)),
        ended_at: ended_at === undefined ? null : iso(ended_at),
        next_at: null,
        error: error === undefined ? null : explained(error)
    };
}

/** When what came after it began. */
function beginOf(before: Attempt | undefined): string | null {
    return before?.next_at ?? before?.ended_at ?? null;
}

/** Whether there is no attempt after it: it says itself how it ended, runs, or the next one is waited for. */
function isLast({ status, next_at }: Attempt, hasEnded: boolean): boolean {
    if (status === "completed") return true;
    if (hasEnded) return status === "failed" && next_at === null;
    return status === "failed" || status === "running" || next_at !== null;
}
