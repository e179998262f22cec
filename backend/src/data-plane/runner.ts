import type { NodeContext, NodeResult } from "@flowmaestro/nodes/kit/context.ts";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import type { Result } from "@flowmaestro/shared/orchestrator/events.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json, NodeError, Usage } from "@flowmaestro/shared/orchestrator/values.ts";
import { isObject } from "@flowmaestro/shared/schema/json.ts";
import { prepareConfig } from "@flowmaestro/shared/workflow/config/prepare-config.ts";
import { AttemptContext } from "./context.ts";
import type { Hint, NodeLog } from "./context.ts";
import { loadIncoming } from "./incoming.ts";
import { bounded, cancelled, crashed, timedOut } from "./node-error.ts";
import { plainJson } from "./plain-json.ts";
import { preview } from "./preview.ts";
import type { Results } from "./results.ts";
import { loadScope } from "./scope.ts";
import type { ExecutionInfo } from "./scope.ts";
import { soon } from "./soon.ts";
import type { Soon } from "./soon.ts";
import { ValueLost } from "./values.ts";
import type { ValueRow, Values } from "./values.ts";

/**
 * One attempt of one run: the values its config refers to, templates resolved, the config parsed by
 * the type's own schema, the executor, its output kept. Whatever goes wrong on the way is a
 * `NodeError`; nothing a node does throws out of here.
 */
export interface AttemptRequest {
    readonly execution: ExecutionInfo;
    readonly plan: Plan;
    readonly node: PlanNode;
    readonly instance: string;
    readonly attempt: number;
    readonly results: Results;
    /** Aborts when the run is to end: cancel, a closing scope, shutdown. */
    readonly signal: AbortSignal;
    readonly hint: (hint: Hint) => void;
}

export type PrepareRequest = Omit<AttemptRequest, "attempt" | "signal" | "hint">;

export interface AttemptOutcome {
    readonly result: Result;
    /** Still to be written, before or together with the fact that names it. */
    readonly row: ValueRow | null;
    readonly logs: readonly NodeLog[];
    readonly usage: Usage | undefined;
}

export interface RunnerOptions {
    readonly executors: { readonly get: (type: string) => Executor | undefined };
    readonly values: Values;
    readonly now: () => number;
}

const BECAUSE_BYTES = 1_024;

export class Runner {
    private readonly options: RunnerOptions;

    constructor(options: RunnerOptions) {
        this.options = options;
    }

    attempt(request: AttemptRequest): Soon<AttemptOutcome> {
        try {
            const outcome = soon(this.prepare(request), (prepared) => {
                if (!prepared.ok) return failure(prepared.error);
                if (prepared.executor.definition.takes_incoming !== true)
                    return this.run(request, prepared, []);
                const incoming = loadIncoming(request, this.options.values);
                return soon(incoming, (edges) => this.run(request, prepared, edges));
            });
            return outcome instanceof Promise ? outcome.catch(lostOrCrashed) : outcome;
        } catch (error) {
            return lostOrCrashed(error);
        }
    }

    /** The config as the executor would get it: what the execution page shows as a node's input. */
    prepare(request: PrepareRequest): Soon<Preparation> {
        const executor = this.options.executors.get(request.node.type);
        if (executor === undefined) return { ok: false, error: unknownType(request.node.type) };
        return soon(loadScope(request, this.options.values), (scope): Preparation => {
            const read = prepareConfig(executor.definition, request.node.config, scope);
            if (!read.ok) return { ok: false, error: bounded(read.error) };
            const inputs = scope.get("inputs");
            return { ...read, executor, inputs: isObject(inputs) ? inputs : {} };
        });
    }

    private run(
        request: AttemptRequest,
        prepared: Prepared,
        incoming: NodeContext["incoming"]
    ): Soon<AttemptOutcome> {
        const { node, signal } = request;
        const deadline = new Deadline(signal, node.timeout_ms);
        const context = new AttemptContext({
            ...request,
            node_id: node.id,
            started_at: request.results.startedAt,
            inputs: prepared.inputs,
            boundary: null,
            incoming,
            variable: () => undefined,
            fetch: () => Promise.reject(new Error("There is no way out yet.")),
            signal: deadline.signal,
            now: this.options.now
        });
        const settle = (answer: NodeResult): Soon<AttemptOutcome> =>
            soon(this.keep(request, answer), ({ result, row }) => ({
                result,
                row,
                logs: context.logs,
                usage: context.used
            }));
        const fail = (error: NodeError): Soon<AttemptOutcome> => settle({ kind: "failed", error });
        let answer: NodeResult | Promise<NodeResult>;
        try {
            answer = prepared.executor.run(prepared.config, context);
        } catch (thrown) {
            return fail(crashed(thrown));
        }
        if (!isPromise(answer)) return settle(answer);
        return deadline
            .race(answer)
            .then(settle, (thrown: unknown) => fail(deadline.explain(thrown)));
    }

    private keep(
        request: AttemptRequest,
        answer: unknown
    ): Soon<{ readonly result: Result; readonly row: ValueRow | null }> {
        const read = readAnswer(answer);
        if ("error" in read) return kept(read.error);
        const { port } = read;
        const because = boundedBecause(read.because);
        const encoded = this.options.values.encode(request.execution.id, read.output);
        return soon(encoded, (value) => {
            if (!value.ok) return kept(unkept(value));
            const result: Result = {
                kind: "done",
                port,
                output: value.value,
                ...(because === undefined ? {} : { because })
            };
            return { result, row: value.row };
        });
    }
}

interface Prepared {
    readonly ok: true;
    readonly executor: Executor;
    readonly config: unknown;
    readonly resolved: Json;
    readonly inputs: { readonly [key: string]: Json };
}

export type Preparation = Prepared | { readonly ok: false; readonly error: NodeError };

/** The attempt's own time within the run's signal; costs a timer only where somebody waits. */
class Deadline {
    private readonly outer: AbortSignal;
    private readonly ms: number | null;
    private controller: AbortController | null = null;
    private expired = false;

    constructor(outer: AbortSignal, ms: number | null) {
        this.outer = outer;
        this.ms = ms;
        if (ms !== null) this.controller = new AbortController();
    }

    get signal(): AbortSignal {
        return this.controller === null ? this.outer : this.controller.signal;
    }

    /** An executor that ignores its signal is not waited for once its time is up. */
    async race(answer: Promise<NodeResult>): Promise<NodeResult> {
        const { controller, ms } = this;
        if (controller === null || ms === null) return answer;
        const forward = (): void => controller.abort(this.outer.reason);
        if (this.outer.aborted) forward();
        this.outer.addEventListener("abort", forward, { once: true });
        let timer: NodeJS.Timeout | undefined;
        const expiry = new Promise<never>((_, reject) => {
            timer = setTimeout(() => {
                this.expired = true;
                const reason = new DOMException("The attempt's time is up.", "TimeoutError");
                controller.abort(reason);
                reject(reason);
            }, ms);
        });
        try {
            return await Promise.race([answer, expiry]);
        } finally {
            clearTimeout(timer);
            this.outer.removeEventListener("abort", forward);
            // Nobody listens any more when it fails after its time.
            answer.catch(() => undefined);
        }
    }

    explain(thrown: unknown): NodeError {
        if (this.expired) return timedOut(this.ms ?? 0);
        return this.outer.aborted ? cancelled() : crashed(thrown);
    }
}

function failure(error: NodeError): AttemptOutcome {
    return { result: { kind: "failed", error }, row: null, logs: [], usage: undefined };
}

function kept(error: NodeError) {
    return { result: { kind: "failed", error } as const, row: null };
}

function lostOrCrashed(thrown: unknown): AttemptOutcome {
    if (!(thrown instanceof ValueLost)) return failure(crashed(thrown));
    return failure({ code: "VALUES_EXPIRED", message: thrown.message, is_retryable: false });
}

function isPromise(answer: unknown): answer is Promise<NodeResult> {
    return (
        typeof answer === "object" &&
        answer !== null &&
        "then" in answer &&
        typeof answer.then === "function"
    );
}

function boundedBecause(because: unknown): Json | undefined {
    if (because === undefined) return undefined;
    const plain = plainJson(because);
    if (!plain.ok) return undefined;
    return Buffer.byteLength(plain.text) <= BECAUSE_BYTES ? plain.json : preview(plain.json);
}

function unkept(encoded: { readonly code: string; readonly message: string }): NodeError {
    const solution =
        encoded.code === "OUTPUT_TOO_LARGE"
            ? "Pass on only the part that later nodes need."
            : "A node's output has to be plain JSON data.";
    const { code, message } = encoded;
    return { code, message, details: { solution }, is_retryable: false };
}

function unknownType(type: string): NodeError {
    return {
        code: "UNKNOWN_NODE_TYPE",
        message: `There is no node type ${JSON.stringify(type)} on this server.`,
        details: { solution: "Replace the node, or start a server that has this type." },
        is_retryable: false
    };
}

/** An executor is code: what it answers is looked at before it is believed. */
function readAnswer(
    answer: unknown
): { error: NodeError } | { port: string; output: unknown; because: unknown } {
    if (!isObject(answer)) return { error: crashed("it answered nothing") };
    const { kind, port, output, because, error } = answer;
    if (kind === "failed" && isObject(error)) {
        const { code, message, details, is_retryable } = error;
        return {
            error: bounded({
                code: textOf(code, "NODE_CRASHED"),
                message: textOf(message, "The node failed without saying why."),
                ...(isObject(details) ? { details } : {}),
                is_retryable: is_retryable === true
            })
        };
    }
    if (kind === "done" && typeof port === "string") return { port, output, because };
    return { error: crashed("it answered with something that is no result") };
}

function textOf(value: Json | undefined, otherwise: string): string {
    return typeof value === "string" && value !== "" ? value : otherwise;
}
