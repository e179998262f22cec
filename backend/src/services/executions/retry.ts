import { SECRET_MARK } from "@flowmaestro/shared/contract/secret-mark.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { isObject } from "@flowmaestro/shared/schema/json.ts";
import type { InputSchema } from "@flowmaestro/shared/schema/value-type.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { executionInputs } from "@flowmaestro/shared/workflow/execution-inputs.ts";
import { ValueLost } from "../../data-plane/values.ts";
import type { Deps } from "../../deps.ts";
import type { StartRequest } from "../../engines/engine.ts";
import { AppError, invalid } from "../../errors.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import { loadRunnable } from "../workflows/runnable.ts";
import { acceptedInputs } from "./execute.ts";
import type { Started } from "./execute.ts";
import { readGraph } from "./graph.ts";
import { foldPatiently } from "./instance-table.ts";
import { toOverrides } from "./overrides.ts";
import type { GivenOverride } from "./overrides.ts";
import { readExecution } from "./read.ts";
import type { ReadExecution } from "./read.ts";

export interface RetryRequest {
    /** Of the execution that is run again. */
    readonly id: string;
    /** Of the new one: the same on every try under one idempotency key. */
    readonly execution_id: string;
    readonly from?: string;
    readonly inputs?: { readonly [key: string]: Json };
    readonly overrides?: { readonly [instance: string]: GivenOverride };
    readonly version?: "original" | "current";
    readonly is_watched?: boolean;
}

/**
 * A new execution that takes over what its parent has done, as far as it does not depend on what is
 * to be done again. What it takes over is decided here once and stands in its row.
 */
export async function retryExecution(
    deps: Deps,
    caller: WorkspaceScope,
    request: RetryRequest
): Promise<Started> {
    const parent = await readExecution(deps, caller, request.id);
    const { row, facts } = parent;
    if (row.completed_at === null) throw new AppError("EXECUTION_NOT_FINISHED");
    const runs = await loadRuns(deps, caller, parent, request.version ?? "original");
    const { definition, ...what } = runs;
    await checkInstances(parent, runs.plan, request);
    const schema = executionInputs(definition, deps.catalogue);
    const overrides = await toOverrides(deps, { parent, runs, given: request.overrides ?? {} });
    const receipt = await deps.engine.start({
        ...what,
        execution_id: request.execution_id,
        workspace_id: caller.workspace_id,
        workflow_id: row.workflow_id,
        trigger: row.trigger === "workflow" ? "api" : row.trigger,
        ...(await inputsOf(deps, schema, request, facts)),
        started_by: caller.user_id,
        parent_execution_id: row.id,
        rerun: { from: fromOf(request, row.status), overrides },
        is_watched: request.is_watched
    });
    return {
        execution_id: request.execution_id,
        workflow_id: row.workflow_id,
        ended: receipt.ended,
        started_at: new Date(receipt.started_at).toISOString()
    };
}

/**
 * Null: from the start. An empty list: what failed, was cancelled or never reached runs, the rest is
 * taken over. Of an execution that completed there is no such rest.
 */
function fromOf(request: RetryRequest, status: string): readonly string[] | null {
    const { from, inputs, overrides } = request;
    if (from !== undefined) return [from];
    if (inputs !== undefined) return null;
    const changes = Object.keys(overrides ?? {}).length > 0;
    return status === "completed" && !changes ? null : [];
}

type Runs = Pick<
    StartRequest,
    "workflow_name" | "version" | "definition_hash" | "plan_hash" | "plan"
> & { readonly definition: WorkflowDefinition };

async function loadRuns(
    deps: Deps,
    caller: WorkspaceScope,
    { row, plan }: ReadExecution,
    version: "original" | "current"
): Promise<Runs> {
    if (version === "current") {
        const wanted = row.version === null ? "draft" : "latest";
        const { workflow_id } = row;
        const { workflow_id: _, ...runs } = await loadRunnable(deps, caller, {
            workflow_id,
            version: wanted
        });
        return runs;
    }
    const { definition } = await readGraph(deps, caller, row.id);
    const { workflow_name, definition_hash, plan_hash } = row;
    return { workflow_name, version: row.version, definition_hash, plan_hash, plan, definition };
}

/** Every instance that is named has to be one of the parent's, and of what runs now. */
async function checkInstances(
    parent: ReadExecution,
    plan: Plan,
    request: RetryRequest
): Promise<void> {
    const { records } = await foldPatiently(parent.plan, parent.facts);
    const ids = new Set(plan.nodes.map(({ id }) => id));
    const check = (instance: string, field: string): void => {
        const node_id = records.get(instance)?.node_id;
        if (node_id === undefined)
            throw invalid([{ field, message: `The execution has no instance ${instance}.` }]);
        if (!ids.has(node_id))
            throw invalid([{ field, message: "This node is not in the version that would run." }]);
    };
    if (request.from !== undefined) check(request.from, "from");
    for (const instance of Object.keys(request.overrides ?? {}))
        check(instance, `overrides.${instance}`);
}

/** What the new one is given, and which of it is secret without the workflow's saying so. */
async function inputsOf(
    { data }: Deps,
    schema: InputSchema,
    { inputs }: RetryRequest,
    facts: readonly Fact[]
): Promise<Pick<StartRequest, "inputs" | "secret_inputs">> {
    const [first] = facts;
    if (first?.kind !== "execution:started")
        return { inputs: acceptedInputs(schema, inputs ?? {}) };
    const secrets = "ref" in first.inputs ? first.inputs.secret : undefined;
    const secret_inputs = secrets === undefined || secrets === true ? [] : secrets;
    // Who changes one input sends the others as they were shown.
    const kept = secret_inputs.filter((name) => inputs?.[name] === SECRET_MARK);
    if (inputs !== undefined && kept.length === 0)
        return { inputs: acceptedInputs(schema, inputs), secret_inputs };
    try {
        const read: Json = await data.values.read(first.inputs);
        const before = isObject(read) ? read : ({} satisfies JsonObject);
        const given = inputs ?? before;
        const secret = Object.fromEntries(kept.map((name) => [name, before[name] ?? null]));
        return { inputs: acceptedInputs(schema, { ...given, ...secret }), secret_inputs };
    } catch (error) {
        if (!(error instanceof ValueLost)) throw error;
        throw new AppError("INVALID_INPUTS", {
            message: "The inputs of this execution are no longer kept.",
            solution: "Send inputs with the call."
        });
    }
}
