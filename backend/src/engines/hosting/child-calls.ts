import type { Event } from "@flowmaestro/shared/orchestrator/events.ts";
import type { OpenChild } from "@flowmaestro/shared/orchestrator/open.ts";
import type {
    Json,
    JsonObject,
    NodeError,
    Value
} from "@flowmaestro/shared/orchestrator/values.ts";
import { checkInputs } from "@flowmaestro/shared/schema/inputs.ts";
import type { InputSchema } from "@flowmaestro/shared/schema/value-type.ts";
import { isObject } from "@flowmaestro/shared/schema/json.ts";
import type { Results } from "../../data-plane/results.ts";
import { secrecyOf } from "../../data-plane/secrecy.ts";
import type { Values } from "../../data-plane/values.ts";
import { ValueLost } from "../../data-plane/values.ts";
import type { Clock } from "../../platform/clock.ts";
import { childId } from "../derived-ids.ts";
import type { StartRequest } from "../engine.ts";
import type { ChildReport } from "./calls.ts";
import type { ExecutionRow } from "./execution-row.ts";
import type { ExecutionStore } from "./execution-store.ts";

/** What a call runs, or why it cannot. */
export type Runnable = (call: {
    readonly workspace_id: string;
    readonly workflow_id: string;
    readonly version: number;
}) => Promise<
    | {
          readonly ok: true;
          readonly runs: Pick<
              StartRequest,
              "workflow_id" | "workflow_name" | "version" | "definition_hash" | "plan_hash" | "plan"
          >;
          readonly inputs: InputSchema;
      }
    | { readonly ok: false; readonly error: NodeError }
>;

/** Where nobody knows other workflows. */
export const nothingRunnable: Runnable = () =>
    Promise.resolve({
        ok: false,
        error: {
            code: "NOT_FOUND",
            message: "There are no other workflows here to call.",
            is_retryable: false
        }
    });

/** The execution that calls, or is told. */
export interface Calling {
    readonly row: ExecutionRow;
    readonly results: Results;
}

export interface ChildCallsOptions {
    readonly executions: Pick<ExecutionStore, "writeValue">;
    readonly time: Clock;
    readonly values: Values;
    readonly runnable: Runnable;
}

/** The top execution has depth 1. */
const MOST_DEEP = 10;

/** What goes over from a caller to its child and back: inputs checked, outputs made the caller's own. */
export class ChildCalls {
    private readonly options: ChildCallsOptions;

    constructor(options: ChildCallsOptions) {
        this.options = options;
    }

    /** The start that an open child is, or why it cannot begin. */
    async request(
        caller: Calling,
        open: OpenChild,
        is_wanted?: () => boolean
    ): Promise<
        | { readonly ok: true; readonly request: StartRequest }
        | { readonly ok: false; readonly error: NodeError }
    > {
        const { workspace_id, origin } = caller.row;
        const depth = (origin.caller?.depth ?? 1) + 1;
        if (depth > MOST_DEEP) return { ok: false, error: TOO_DEEP };
        const { workflow_id, version } = open;
        const found = await this.options.runnable({ workspace_id, workflow_id, version });
        if (!found.ok) return found;
        const given = await this.options.values.read(open.input);
        const checked = checkInputs(found.inputs, isObject(given) ? given : {});
        if (!checked.ok) return { ok: false, error: notTaken(checked.field_errors) };
        const secret_inputs = await this.secretsIn(caller, open.input, checked.inputs);
        const request: StartRequest = {
            ...found.runs,
            execution_id: childId(caller.row.id, open.id),
            workspace_id,
            trigger: "workflow",
            inputs: checked.inputs,
            ...(secret_inputs.length === 0 ? {} : { secret_inputs }),
            started_by: origin.started_by,
            ...(is_wanted === undefined ? {} : { is_wanted }),
            caller: {
                execution_id: caller.row.id,
                instance: open.id,
                is_awaited: !open.detached,
                depth
            }
        };
        return { ok: true, request };
    }

    /** What a report in the inbox says, as the caller's core takes it. */
    async toEvent(caller: Calling, { id, execution_id, end }: ChildReport): Promise<Event> {
        const at = this.options.time.now();
        if (end.kind === "failed") return refusedCall(at, id, named(end.error, execution_id));
        try {
            const outputs = await this.read(end.outputs);
            const secret = Object.entries(end.outputs).flatMap(([name, value]) =>
                "ref" in value && value.secret !== undefined ? [name] : []
            );
            return { kind: "child", at, id, result: await this.keep(caller, outputs, secret) };
        } catch (error) {
            if (!(error instanceof ValueLost)) throw error;
            const { message } = error;
            return refusedCall(at, id, { code: "VALUES_EXPIRED", message, is_retryable: false });
        }
    }

    /** Which inputs of a call are the caller's secrets; all of them, where that cannot be told. */
    private async secretsIn(caller: Calling, input: Value, inputs: JsonObject): Promise<string[]> {
        if (!("ref" in input) || input.secret === undefined) return [];
        const secrecy = await secrecyOf(caller.results, this.options.values);
        const names = Object.keys(inputs);
        const found = names.filter((name) => secrecy?.holds(inputs[name] ?? null) === true);
        return found.length === 0 ? names : found;
    }

    private async read(outputs: { readonly [name: string]: Value }): Promise<JsonObject> {
        const read: [string, Json][] = [];
        for (const [name, value] of Object.entries(outputs))
            read.push([name, await this.options.values.read(value)]);
        return Object.fromEntries(read);
    }

    /** As the caller's own: its values live and go with it, not with the child's. */
    private async keep(caller: Calling, outputs: JsonObject, named: readonly string[]) {
        const { values, executions } = this.options;
        const secrecy = await secrecyOf(caller.results, values);
        const secret = Object.entries(outputs)
            .filter(
                ([name, json]) =>
                    named.includes(name) || secrecy?.isIn(JSON.stringify(json)) === true
            )
            .map(([name]) => name);
        const encoded = await values.encode(caller.row.id, outputs, {
            applies: () => secret.length > 0,
            mark: secret
        });
        if (!encoded.ok) {
            const { code, message } = encoded;
            return { kind: "failed" as const, error: { code, message, is_retryable: false } };
        }
        if (encoded.row !== null) await executions.writeValue(caller.row, encoded.row);
        return { kind: "done" as const, port: "out", output: encoded.value };
    }
}

/** The call fails with this. */
export function refusedCall(at: number, id: string, error: NodeError): Event {
    return { kind: "child", at, id, result: { kind: "failed", error } };
}

/** The child's own code; what it says of a place is the child's place. */
function named(error: NodeError, child_execution_id: string): NodeError {
    const { node_id, instance, ...rest } = error.details ?? {};
    const details = {
        ...rest,
        child_execution_id,
        ...(node_id === undefined ? {} : { child_node_id: node_id }),
        ...(instance === undefined ? {} : { child_instance: instance })
    };
    return { code: error.code, message: error.message, details, is_retryable: false };
}

function notTaken(field_errors: readonly { field: string; message: string }[]): NodeError {
    const [first] = field_errors;
    const message = `The workflow it calls does not take these inputs: ${first?.field ?? "inputs"}: ${first?.message ?? ""}`;
    return {
        code: "INVALID_INPUTS",
        message,
        details: { field_errors: field_errors.map((each) => ({ ...each })) },
        is_retryable: false
    };
}

const TOO_DEEP: NodeError = {
    code: "RECURSION_LIMIT",
    message: `Workflows call each other more than ${MOST_DEEP} deep here.`,
    details: { limit: MOST_DEEP },
    is_retryable: false
};
