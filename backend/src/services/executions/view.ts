import type {
    Execution,
    ExecutionInstance,
    ExecutionSummary
} from "@flowmaestro/shared/contract/routes/executions.ts";
import { SECRET_MARK } from "@flowmaestro/shared/contract/secret-mark.ts";
import { explained } from "@flowmaestro/shared/contract/error-help.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Json, Value } from "@flowmaestro/shared/orchestrator/values.ts";
import type { DataPlane } from "../../data-plane/data-plane.ts";
import { masked } from "../../data-plane/secrecy.ts";
import { INLINE_BYTES, VALUE_BYTES, ValueLost } from "../../data-plane/values.ts";
import type { Deps } from "../../deps.ts";
import { isoTime } from "../../platform/iso-time.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import type { AttemptRow } from "../../storage/repositories/execution-log.repository.ts";
import type {
    ExecutionListRow,
    RelatedRow
} from "../../storage/repositories/execution.repository.ts";
import { urlOf } from "../../realtime/frame-lines.ts";
import { lineageOf } from "./lineage.ts";
import { childId, requestId } from "../../engines/derived-ids.ts";
import { errorWithCause } from "./failing-node.ts";
import { foldPatiently } from "./instance-table.ts";
import type { InstanceRecord, InstanceTable } from "./instance-table.ts";
import type { ReadExecution } from "./read.ts";

/** Outputs of an execution are whole up to this; an instance shows a preview above 4 KB. */
const OUTPUTS_BYTES = 1_048_576;
const SHOWN_BYTES = 4_096;

type SummaryRow = Omit<ExecutionListRow, "sort_key">;

export function toSummary(row: SummaryRow): ExecutionSummary {
    const { started_at, completed_at, error } = row;
    return {
        id: row.id,
        execution_id: row.id,
        workflow_id: row.workflow_id,
        workflow_name: row.workflow_name,
        version: row.version,
        number: row.number,
        trigger: row.trigger,
        status: row.status,
        created_at: isoTime(row.created_at.getTime()),
        started_at: started_at === null ? null : isoTime(started_at.getTime()),
        completed_at: completed_at === null ? null : isoTime(completed_at.getTime()),
        duration_ms:
            started_at === null || completed_at === null
                ? null
                : completed_at.getTime() - started_at.getTime(),
        ...(error === null ? {} : { error })
    };
}

export async function toExecution(
    deps: Deps,
    scope: WorkspaceScope,
    read: ReadExecution,
    related: readonly RelatedRow[] = []
): Promise<Execution> {
    const { row, plan, facts, attempts } = read;
    const table = await foldPatiently(plan, facts, read.state);
    const [inputs, outputs] = await Promise.all([
        inputsOf(deps, facts[0]),
        outputsOf(deps, { id: row.id, workspace_id: scope.workspace_id }, facts.at(-1))
    ]);
    return {
        ...toSummary(row),
        ...(row.error === null ? {} : { error: errorWithCause(row.error, facts) }),
        inputs,
        ...outputs,
        current_state: currentState(row.id, table, attempts),
        last_seq: facts.length,
        parent_execution_id: row.parent_execution_id,
        ...lineageOf(row, related),
        engine: row.engine,
        ...engineUrl(deps, row)
    };
}

/** Its id is the workflow's. */
function engineUrl({ env }: Deps, { id, engine }: ReadExecution["row"]) {
    const { temporal } = env;
    if (engine !== "temporal" || temporal === null || temporal.ui_url === null) return {};
    const namespace = encodeURIComponent(temporal.namespace);
    return { engine_url: `${temporal.ui_url}/namespaces/${namespace}/workflows/${id}` };
}

async function inputsOf({ data }: Deps, first: Fact | undefined): Promise<Json> {
    if (first?.kind !== "execution:started") return {};
    try {
        return await readMasked(data, first.inputs);
    } catch {
        return "ref" in first.inputs ? first.inputs.preview : null;
    }
}

/** A value as people may see it. */
async function readMasked({ values }: DataPlane, value: Value): Promise<Json> {
    if ("json" in value || value.secret === undefined) return values.read(value);
    return value.secret === true ? SECRET_MARK : masked(await values.read(value), value.secret);
}

async function outputsOf(
    { data }: Deps,
    row: { readonly id: string; readonly workspace_id: string },
    last: Fact | undefined
): Promise<{ outputs: Json; outputs_url?: string }> {
    if (last?.kind !== "execution:completed") return { outputs: null };
    const bytes = Object.values(last.outputs).reduce((sum, value) => sum + bytesOf(value), 0);
    // More than one value may hold: each can still be read where its node stands.
    if (bytes > VALUE_BYTES) return { outputs: null };
    try {
        const values = await Promise.all(
            Object.entries(last.outputs).map(
                async ([name, value]) => [name, await readMasked(data, value)] as const
            )
        );
        const outputs: Json = Object.fromEntries(values);
        return bytes <= OUTPUTS_BYTES ? { outputs } : await kept(data, row, outputs);
    } catch (error) {
        // Values go after their retention; what stays is that it completed.
        if (error instanceof ValueLost) return { outputs: null };
        throw error;
    }
}

function bytesOf(value: Value): number {
    return "ref" in value ? value.bytes : INLINE_BYTES;
}

/** All outputs as one value of the execution: asked for, it is there; named by content, it is once. */
async function kept(
    { values, rows }: DataPlane,
    row: { readonly id: string; readonly workspace_id: string },
    outputs: Json
): Promise<{ outputs: null; outputs_url?: string }> {
    const encoded = await values.encode(row.id, outputs);
    if (!encoded.ok || !("ref" in encoded.value) || encoded.row === null) return { outputs: null };
    await rows.writeValue(row, encoded.row);
    return { outputs: null, outputs_url: urlOf(encoded.value.ref) };
}

/** The top level and live scopes: what a canvas shows without asking for turns that are over. */
function currentState(
    execution_id: string,
    { records, state }: InstanceTable,
    attempts: readonly AttemptRow[]
): Execution["current_state"] {
    const shown: [string, Execution["current_state"]["instances"][string]][] = [];
    const waiting: Execution["current_state"]["waiting"] = [];
    for (const record of records.values()) {
        const scope = record.instance.slice(0, Math.max(record.instance.lastIndexOf("/"), 0));
        if (!Object.hasOwn(state.frames, scope)) continue;
        const { node_id, reason, started_at, ended_at } = record;
        shown.push([
            record.instance,
            {
                node_id,
                status: isRetrying(record, attempts) ? "retrying" : record.status,
                ...(reason === undefined ? {} : { reason }),
                ...times({ started_at, ended_at }),
                ...(record.attempts === 0 ? {} : { attempts: attemptsOf(record, attempts) })
            }
        ]);
        if (record.status !== "waiting") continue;
        waiting.push({
            instance: record.instance,
            kind: record.waits_for ?? "wait",
            ...(record.until === undefined ? {} : { until: iso(record.until) }),
            ...namesOf(execution_id, record)
        });
    }
    // Own properties whatever their names are: a node may be called `__proto__`.
    return { instances: Object.fromEntries(shown), waiting };
}

/** What it waits for, by id. */
function namesOf(execution_id: string, { instance, waits_for }: InstanceRecord) {
    if (waits_for === "ask") return { request_id: requestId(execution_id, instance) };
    return waits_for === "child" ? { execution_id: childId(execution_id, instance) } : {};
}

export function toInstance(
    record: InstanceRecord,
    attempts: readonly AttemptRow[],
    shown: Shown
): ExecutionInstance {
    const { instance, node_id, port, reason, because, error, started_at, ended_at } = record;
    return {
        instance,
        node_id,
        status: isRetrying(record, attempts) ? "retrying" : record.status,
        attempts: attemptsOf(record, attempts),
        ...(reason === undefined ? {} : { reason }),
        ...(port === undefined ? {} : { port }),
        ...shown,
        ...(because === undefined ? {} : { because }),
        ...(error === undefined ? {} : { error: explained(error) }),
        ...times({ started_at, ended_at }),
        ...(started_at === undefined || ended_at === undefined
            ? {}
            : { duration_ms: ended_at - started_at })
    };
}

type Shown = Pick<ExecutionInstance, "output" | "truncated" | "output_url">;

/** An output as a list shows it: whole up to 4 KB, else its beginning and where the rest is. */
export async function shownOutput({ data }: Deps, output: Value | undefined): Promise<Shown> {
    if (output === undefined) return {};
    if ("json" in output) return { output: output.json };
    if (output.secret === true) return { output: SECRET_MARK };
    if (output.secret !== undefined && output.bytes > SHOWN_BYTES) return { output: SECRET_MARK };
    const cut = { output: output.preview, truncated: true, output_url: urlOf(output.ref) };
    if (output.bytes > SHOWN_BYTES) return cut;
    try {
        return { output: await readMasked(data, output) };
    } catch {
        return cut;
    }
}

/** Its last attempt failed and another one is to come. */
function isRetrying(record: InstanceRecord, attempts: readonly AttemptRow[]): boolean {
    if (record.status !== "running") return false;
    const last = attempts.findLast(({ instance }) => instance === record.instance);
    return last?.status === "failed" || (last?.status === "interrupted" && last.next_at !== null);
}

function attemptsOf(record: InstanceRecord, attempts: readonly AttemptRow[]): number {
    if (record.ended_at !== undefined || record.attempts === 0) return record.attempts;
    const failed = attempts.filter(
        ({ instance, status }) => instance === record.instance && status === "failed"
    );
    return failed.length + 1;
}

function times({ started_at, ended_at }: Pick<InstanceRecord, "started_at" | "ended_at">) {
    return {
        ...(started_at === undefined ? {} : { started_at: iso(started_at) }),
        ...(ended_at === undefined ? {} : { ended_at: iso(ended_at) })
    };
}

export function iso(ms: number): string {
    return isoTime(ms);
}
