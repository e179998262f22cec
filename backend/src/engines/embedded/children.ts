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
import { secrecyOf } from "../../data-plane/secrecy.ts";
import type { Values } from "../../data-plane/values.ts";
import { ValueLost } from "../../data-plane/values.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import { childId } from "../derived-ids.ts";
import type { SignalRequest, StartReceipt, StartRequest } from "../engine.ts";
import type { ChildReport } from "./calls.ts";
import type { Executions } from "./executions.ts";
import { pause } from "./host.ts";
import type { Host } from "./host.ts";
import type { Hot } from "./hot.ts";
import type { EngineStore } from "./store.ts";

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

export interface ChildrenOptions {
    readonly store: Pick<EngineStore, "executions">;
    readonly host: Host;
    readonly time: Clock;
    readonly logger: Logger;
    readonly values: Values;
    readonly executions: Executions;
    readonly runnable: Runnable;
    readonly start: (request: StartRequest) => Promise<StartReceipt>;
    readonly signal: (request: SignalRequest) => Promise<unknown>;
}

/** The top execution has depth 1. */
const MOST_DEEP = 10;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Calls of other workflows. A child's id follows from who calls it, so a call that is made again
 * (after a crash, by another process) meets the child that is there. Its end comes back through the
 * inbox: the row is in the batch that stores the end (`calls.ts`), so it is not lost between the two.
 *
 *     child:opened stored ──▶ begin ──▶ the child's first batch … its last, with the report
 *                                                                      │
 *     the caller's node ends ◀── child event ◀── inbox, values copied ◀┘
 *
 * What a caller lets go of before the child's first batch is taken is not begun; later, the batch that
 * lets go of it finds its row and cancels it. So there is no moment in which a child is forgotten.
 */
export class Children {
    private readonly options: ChildrenOptions;

    constructor(options: ChildrenOptions) {
        this.options = options;
    }

    /** Tries until it is started, refused, or not wanted any more. */
    async begin(hot: Hot, open: OpenChild): Promise<void> {
        const { host, logger } = this.options;
        hot.calls += 1;
        try {
            for (let tries = 0; isWanted(hot, open); tries += 1) {
                try {
                    await this.call(hot, open);
                    return;
                } catch (error) {
                    const reason = error instanceof Error ? error.message : String(error);
                    const about = { event: "engine.call_waits", execution_id: hot.row.id, reason };
                    logger.warn(about, "A child cannot be started yet");
                }
                await pause(host, Math.min(100 * 2 ** tries, LONGEST_PAUSE_MS));
            }
        } finally {
            hot.calls -= 1;
        }
    }

    /** What a report in the inbox says, as the caller's core takes it. */
    async toEvent(hot: Hot, { id, execution_id, end }: ChildReport): Promise<Event> {
        const at = this.options.time.now();
        if (end.kind === "failed") return failed(at, id, named(end.error, execution_id));
        try {
            const outputs = await this.read(end.outputs);
            const secret = Object.entries(end.outputs).flatMap(([name, value]) =>
                "ref" in value && value.secret !== undefined ? [name] : []
            );
            return { kind: "child", at, id, result: await this.keep(hot, outputs, secret) };
        } catch (error) {
            if (!(error instanceof ValueLost)) throw error;
            const { message } = error;
            return failed(at, id, { code: "VALUES_EXPIRED", message, is_retryable: false });
        }
    }

    /** Awaited children whose callers have ended without their hearing of it. */
    async sweep(owner: string): Promise<void> {
        const { store, signal } = this.options;
        for (const { id, workspace_id } of await store.executions.orphansOf(owner, 100))
            await signal({
                execution_id: id,
                workspace_id,
                dedupe_key: "cancel:caller",
                signal: { kind: "cancel", by: "system", reason: "Its caller has ended." }
            });
    }

    private async call(hot: Hot, open: OpenChild): Promise<void> {
        const { store, executions, time } = this.options;
        const child_id = childId(hot.row.id, open.id);
        const known = await store.executions.execution(child_id);
        const refused = known === null ? await this.start(hot, open, child_id) : null;
        const at = time.now();
        if (refused !== null) {
            executions.push(hot, { event: failed(at, open.id, refused) });
        } else if (open.detached) {
            const output = { json: { execution_id: child_id } };
            const result = { kind: "done" as const, port: "out", output };
            executions.push(hot, { event: { kind: "child", at, id: open.id, result } });
        }
    }

    private async start(hot: Hot, open: OpenChild, child_id: string): Promise<NodeError | null> {
        const { workspace_id, origin } = hot.row;
        const depth = (origin.caller?.depth ?? 1) + 1;
        if (depth > MOST_DEEP) return TOO_DEEP;
        const { workflow_id, version } = open;
        const found = await this.options.runnable({ workspace_id, workflow_id, version });
        if (!found.ok) return found.error;
        const given = await this.options.values.read(open.input);
        const checked = checkInputs(found.inputs, isObject(given) ? given : {});
        if (!checked.ok) return notTaken(checked.field_errors);
        const secret_inputs = await this.secretsIn(hot, open.input, checked.inputs);
        if (!isWanted(hot, open)) return null;
        await this.options.start({
            ...found.runs,
            execution_id: child_id,
            workspace_id,
            trigger: "workflow",
            inputs: checked.inputs,
            ...(secret_inputs.length === 0 ? {} : { secret_inputs }),
            started_by: origin.started_by,
            is_wanted: () => isWanted(hot, open),
            caller: {
                execution_id: hot.row.id,
                instance: open.id,
                is_awaited: !open.detached,
                depth
            }
        });
        return null;
    }

    /** Which inputs of a call are the caller's secrets; all of them, where that cannot be told. */
    private async secretsIn(hot: Hot, input: Value, inputs: JsonObject): Promise<string[]> {
        if (!("ref" in input) || input.secret === undefined) return [];
        const secrecy = await secrecyOf(hot.results, this.options.values);
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
    private async keep(hot: Hot, outputs: JsonObject, named: readonly string[]) {
        const { values, store } = this.options;
        const secrecy = await secrecyOf(hot.results, values);
        const secret = Object.entries(outputs)
            .filter(
                ([name, json]) =>
                    named.includes(name) || secrecy?.isIn(JSON.stringify(json)) === true
            )
            .map(([name]) => name);
        const encoded = await values.encode(hot.row.id, outputs, {
            applies: () => secret.length > 0,
            mark: secret
        });
        if (!encoded.ok) {
            const { code, message } = encoded;
            return { kind: "failed" as const, error: { code, message, is_retryable: false } };
        }
        if (encoded.row !== null) await store.executions.writeValue(hot.row, encoded.row);
        return { kind: "done" as const, port: "out", output: encoded.value };
    }
}

function isWanted(hot: Hot, open: OpenChild): boolean {
    return !hot.gone && hot.open.get(open.id)?.open.kind === "child";
}

function failed(at: number, id: string, error: NodeError): Event {
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
