import type { Boundary, NodeContext, NodeResult } from "@flowmaestro/nodes/kit/context.ts";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import type { Result } from "@flowmaestro/shared/orchestrator/events.ts";
import { parseId } from "@flowmaestro/shared/orchestrator/instance.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json, NodeError, Usage } from "@flowmaestro/shared/orchestrator/values.ts";
import { isObject } from "@flowmaestro/shared/schema/json.ts";
import { prepareConfig } from "@flowmaestro/shared/workflow/config/prepare-config.ts";
import { readAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { Callable } from "./callable.ts";
import { AttemptContext } from "./context.ts";
import type { ContextRequest, Hint, NodeLog } from "./context.ts";
import { loadIncoming } from "./incoming.ts";
import { Keeper, refused } from "./keep.ts";
import type { Kept } from "./keep.ts";
import type { PurePool } from "./lanes/pure-pool.ts";
import { bounded, cancelled, crashed, timedOut } from "./node-error.ts";
import type { Results } from "./results.ts";
import { loadScope } from "./scope.ts";
import type { ExecutionInfo, ScopeRequest } from "./scope.ts";
import { redactedHint, redactedOutcome } from "./redacted-outcome.ts";
import { secrecyOf } from "./secrecy.ts";
import type { Secrecy } from "./secrecy.ts";
import { soon } from "./soon.ts";
import type { Soon } from "./soon.ts";
import { ValueLost } from "./values.ts";
import type { ValueRow, Values } from "./values.ts";
import type { WayOut } from "./way-out.ts";

/**
 * One attempt of one run: the values its config refers to, templates resolved, the config parsed by
 * the type's own schema, the executor, its output kept. Whatever goes wrong on the way is a
 * `NodeError`; nothing a node does throws out of here.
 *
 * A container's boundary runs (`poll?3`, `poll/collect`) are runs like any other: its executor is
 * asked, with `boundary` saying what.
 */
export interface AttemptRequest {
    readonly execution: ExecutionInfo;
    readonly plan: Plan;
    readonly node: PlanNode;
    /** Of the open run: an instance, or one of a container's boundaries. */
    readonly id: string;
    readonly attempt: number;
    readonly results: Results;
    /** Aborts when the run is to end: cancel, a closing scope, shutdown. */
    readonly signal: AbortSignal;
    readonly hint: (hint: Hint) => void;
}

export interface AttemptOutcome {
    readonly result: Result;
    /** Still to be written, before or together with the fact that names them. */
    readonly rows: readonly ValueRow[];
    readonly logs: readonly NodeLog[];
    readonly usage: Usage | undefined;
}

export interface RunnerOptions {
    readonly executors: { readonly get: (type: string) => Executor | undefined };
    readonly values: Values;
    readonly now: () => number;
    readonly callable: Callable;
    /** Without one, user language runs on this thread: where nobody else needs it. */
    readonly pure?: PurePool;
    readonly fetch: WayOut;
}

export class Runner {
    private readonly options: RunnerOptions;
    private readonly keeper: Keeper;

    constructor(options: RunnerOptions) {
        this.options = options;
        this.keeper = new Keeper(options);
    }

    attempt(request: AttemptRequest): Soon<AttemptOutcome> {
        if (!request.results.hasSecrets) return this.perform(request, null);
        try {
            const known = secrecyOf(request.results, this.options.values);
            const outcome = soon(known, (secrecy) =>
                secrecy === null
                    ? this.perform(request, null)
                    : this.performInSecret(request, secrecy)
            );
            return outcome instanceof Promise ? outcome.catch(lostOrCrashed) : outcome;
        } catch (error) {
            return lostOrCrashed(error);
        }
    }

    /** Data is sealed where it is kept; what else a run says is looked through here. */
    private performInSecret(request: AttemptRequest, secrecy: Secrecy): Soon<AttemptOutcome> {
        const hint = (given: Hint): void => request.hint(redactedHint(given, secrecy));
        const { secret } = request.node;
        return soon(this.perform({ ...request, hint }, secrecy), (outcome) =>
            redactedOutcome(outcome, secrecy, secret)
        );
    }

    private perform(request: AttemptRequest, secrecy: Secrecy | null): Soon<AttemptOutcome> {
        try {
            const about = aboutRun(request, secrecy);
            const outcome = soon(this.prepare(about), (prepared) => {
                if (!prepared.ok) return failure(prepared.error);
                if (prepared.executor.definition.takes_incoming !== true)
                    return this.run(about, prepared, []);
                const incoming = loadIncoming(about, this.options.values);
                return soon(incoming, (edges) => this.run(about, prepared, edges));
            });
            return outcome instanceof Promise ? outcome.catch(lostOrCrashed) : outcome;
        } catch (error) {
            return lostOrCrashed(error);
        }
    }

    /** The config as the executor would get it: what the execution page shows as a node's input. */
    prepare(request: ScopeRequest): Soon<Preparation> {
        const executor = this.options.executors.get(request.node.type);
        if (executor === undefined) return { ok: false, error: unknownType(request.node.type) };
        return soon(loadScope(request, this.options.values), (scope): Preparation => {
            const { config } = request.node;
            const read = prepareConfig(executor.definition, config, scope, request.phase);
            if (!read.ok) return { ok: false, error: bounded(read.error) };
            const inputs = scope.get("inputs");
            const { config: parsed, resolved } = read;
            const given = isObject(inputs) ? inputs : {};
            return { ok: true, config: parsed, resolved, executor, inputs: given };
        });
    }

    private run(
        request: RunRequest,
        prepared: Prepared,
        incoming: NodeContext["incoming"]
    ): Soon<AttemptOutcome> {
        const deadline = new Deadline(request);
        const context = this.contextOf(request, prepared, { incoming, signal: deadline.signal });
        const settle = (answer: Answer): Soon<AttemptOutcome> =>
            soon(this.keeper.keep(request, answer), (kept) => ended(kept, context));
        const fail = (error: NodeError): Soon<AttemptOutcome> => settle({ kind: "failed", error });
        let answer: NodeResult | Promise<NodeResult>;
        try {
            answer = this.answer(request, prepared, context);
        } catch (thrown) {
            return fail(crashed(thrown));
        }
        if (!isPromise(answer)) return settle(readAnswer(answer));
        return deadline.race(answer).then(
            (given) => settle(readAnswer(given)),
            (thrown: unknown) => fail(deadline.explain(thrown))
        );
    }

    /** User language runs in a thread, where it can be stopped; everything else where we are. */
    private answer(
        { node, attempt, boundary }: RunRequest,
        prepared: Prepared,
        context: AttemptContext
    ): NodeResult | Promise<NodeResult> {
        const { pure } = this.options;
        if (node.lane !== "pure" || pure?.has(node.type) !== true)
            return prepared.executor.run(prepared.config, context);
        const { incoming, signal } = context;
        const job = { type: node.type, config: prepared.resolved, attempt, boundary, incoming };
        return pure.run(job, signal);
    }

    private contextOf(
        request: RunRequest,
        prepared: Prepared,
        given: Pick<ContextRequest, "incoming" | "signal">
    ): AttemptContext {
        const { execution, node, instance, results } = request;
        const { values, now, fetch } = this.options;
        return new AttemptContext({
            execution,
            node_id: node.id,
            instance,
            attempt: request.attempt,
            boundary: request.boundary,
            incoming: given.incoming,
            signal: given.signal,
            hint: request.hint,
            started_at: results.startedAtText,
            inputs: prepared.inputs,
            variable: (name) => {
                const value = results.variablesFor(instance).get(name);
                return value === undefined ? undefined : values.read(value);
            },
            fetch: fetch(execution, node),
            now
        });
    }
}

/** An attempt with what its id says. */
interface RunRequest extends AttemptRequest, ScopeRequest {
    readonly boundary: Boundary | null;
    readonly secrecy: Secrecy | null;
}

/** Most runs. Spelt out, since spreading would cost more than what it is for. */
class NodeRun implements RunRequest {
    readonly execution: ExecutionInfo;
    readonly plan: Plan;
    readonly node: PlanNode;
    readonly id: string;
    readonly attempt: number;
    readonly results: Results;
    readonly hint: (hint: Hint) => void;
    readonly secrecy: Secrecy | null;
    readonly instance: string;
    readonly signal: AbortSignal;
    readonly boundary = null;

    constructor(request: AttemptRequest, secrecy: Secrecy | null, instance: string) {
        this.execution = request.execution;
        this.plan = request.plan;
        this.node = request.node;
        this.id = request.id;
        this.attempt = request.attempt;
        this.results = request.results;
        this.hint = request.hint;
        this.signal = request.signal;
        this.secrecy = secrecy;
        this.instance = instance;
    }
}

function aboutRun(request: AttemptRequest, secrecy: Secrecy | null): RunRequest {
    const { instance, run, index } = parseId(request.id);
    switch (run) {
        case "node":
            return new NodeRun(request, secrecy, instance);
        case "check":
            return {
                ...request,
                secrecy,
                instance,
                phase: run,
                index,
                boundary: { kind: run, index }
            };
        case "collect": {
            const turns = request.results.loop(instance)?.begun ?? 0;
            return { ...request, secrecy, instance, phase: run, boundary: { kind: run, turns } };
        }
    }
}

function ended({ result, rows }: Kept, context: AttemptContext): AttemptOutcome {
    return { result, rows, logs: context.logs, usage: context.used };
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
    private readonly request: AttemptRequest;
    private readonly ms: number | null;
    private controller: AbortController | null = null;
    private expired = false;

    constructor(request: AttemptRequest) {
        this.request = request;
        this.ms = request.node.timeout_ms;
    }

    readonly signal = (): AbortSignal => {
        if (this.ms === null) return this.request.signal;
        this.controller ??= new AbortController();
        return this.controller.signal;
    };

    /** An executor that ignores its signal is not waited for once its time is up. */
    async race(answer: Promise<NodeResult>): Promise<NodeResult> {
        const { ms } = this;
        if (ms === null) return answer;
        const controller = (this.controller ??= new AbortController());
        const { signal: outer } = this.request;
        const forward = (): void => controller.abort(outer.reason);
        if (outer.aborted) forward();
        outer.addEventListener("abort", forward, { once: true });
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
            outer.removeEventListener("abort", forward);
            // Nobody listens any more when it fails after its time.
            answer.catch(() => undefined);
        }
    }

    explain(thrown: unknown): NodeError {
        if (this.expired) return timedOut(this.ms ?? 0);
        return this.request.signal.aborted ? cancelled() : crashed(thrown);
    }
}

function failure(error: NodeError): AttemptOutcome {
    return { ...refused(error), logs: [], usage: undefined };
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

function unknownType(type: string): NodeError {
    return {
        code: "UNKNOWN_NODE_TYPE",
        message: `There is no node type ${JSON.stringify(type)} on this server.`,
        details: { solution: "Replace the node, or start a server that has this type." },
        is_retryable: false
    };
}
