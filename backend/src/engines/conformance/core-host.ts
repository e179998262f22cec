import { delta } from "@flowmaestro/shared/orchestrator/delta.ts";
import type { DoneResult, Event, FailedResult } from "@flowmaestro/shared/orchestrator/events.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Open, OpenChild, OpenRun } from "@flowmaestro/shared/orchestrator/open.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import { step } from "@flowmaestro/shared/orchestrator/step.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { reusable } from "@flowmaestro/shared/orchestrator/reusable.ts";
import type { Reusable } from "@flowmaestro/shared/orchestrator/reusable.ts";
import { isObject, own } from "@flowmaestro/shared/schema/json.ts";
import { Results } from "../../data-plane/results.ts";
import { Runner } from "../../data-plane/runner.ts";
import type { AttemptOutcome } from "../../data-plane/runner.ts";
import { noWayOut } from "../../data-plane/way-out.ts";
import { Values } from "../../data-plane/values.ts";
import type { ExecutorLookup } from "../../data-plane/data-plane.ts";
import type { ValueRow } from "../../data-plane/values.ts";
import type { Signal } from "../engine.ts";
import { deedsOf } from "./deeds.ts";
import type { Deeds } from "./deeds.ts";
import { callableAmong, NOBODY, othersOf } from "./others.ts";
import type { Host, Outcome, Scenario } from "./scenario.ts";

/**
 * The smallest host there is: the core, a runner, memory. It stands for nothing that survives a
 * crash, and is here so that a scenario which fails on an engine and not here is the engine's fault.
 */
export function coreHost(executors: ExecutorLookup): Host {
    return {
        name: "core alone",
        run: async (plan, scenario) => {
            const world = { executors, others: othersOf(scenario), depth: 1, rows: new Map() };
            const first = await new CoreRun(plan, scenario, world).finish();
            if (scenario.again === undefined) return first;
            const { from, given = {} } = scenario.again;
            const reused = reusable(plan, first.facts, [...from, ...Object.keys(given)]);
            const { inputs } = scenario;
            return new CoreRun(plan, { inputs }, { ...world, reused, given }).finish();
        }
    };
}

const ID = "00000000-0000-7000-8000-000000000000";

const MOST_DEEP = 10;

interface World {
    readonly executors: ExecutorLookup;
    /** By workflow id. */
    readonly others: ReadonlyMap<string, Plan>;
    readonly depth: number;
    /** Values by hash. */
    readonly rows: Map<string, ValueRow>;
    /** Of a re-run: what its parent answered, and what is given instead of running. */
    readonly reused?: ReadonlyMap<string, Reusable>;
    readonly given?: { readonly [instance: string]: Json };
}

class CoreRun {
    private readonly plan: Plan;
    private readonly scenario: Pick<Scenario, "inputs" | "acts">;
    private readonly world: World;
    private readonly deeds: Deeds;
    private readonly runner: Runner;
    private readonly values: Values;
    private readonly state: State;
    private readonly facts: Fact[] = [];
    private readonly results: Results;
    private readonly open = new Map<
        string,
        { kind: Open["kind"]; controller: AbortController; timer?: NodeJS.Timeout }
    >();
    private wake: () => void = () => undefined;
    private failed: Error | null = null;

    constructor(plan: Plan, scenario: Pick<Scenario, "inputs" | "acts">, world: World) {
        this.plan = plan;
        this.scenario = scenario;
        this.world = world;
        this.state = initial(plan);
        this.results = new Results(plan);
        const values = new Values({ readValues: async () => world.rows }, "/nowhere");
        this.values = values;
        this.deeds = deedsOf(plan, scenario, (value) => values.read(value));
        this.runner = new Runner({
            executors: world.executors,
            values,
            now: () => Date.now(),
            callable: callableAmong(world.others),
            fetch: () => noWayOut
        });
    }

    async finish(): Promise<Outcome> {
        const inputs = { json: this.scenario.inputs ?? {} };
        this.take({ kind: "start", at: Date.now(), trigger: "test", inputs });
        while (this.state.ended === null) {
            await new Promise<void>((resolve) => (this.wake = resolve));
            if (this.failed !== null) throw this.failed;
        }
        for (const { timer } of this.open.values()) clearTimeout(timer);
        const last = this.facts.at(-1);
        const outputs: [string, Json][] = [];
        if (last?.kind === "execution:completed")
            for (const [name, value] of Object.entries(last.outputs))
                outputs.push([name, await this.values.read(value)]);
        return { facts: this.facts, outputs: Object.fromEntries(outputs) };
    }

    private take(event: Event): void {
        const facts = step(this.plan, this.state, event);
        for (const fact of facts) {
            this.facts.push(fact);
            this.results.record(fact);
        }
        const { opened, ended } = delta(this.plan, facts);
        for (const id of ended) this.end(id);
        for (const open of opened) this.perform(open);
        this.act();
        this.wake();
    }

    private act(): void {
        this.deeds
            .next(this.facts)
            ?.then((signal) => {
                for (const event of eventsOf(signal)) this.take(event);
            })
            .catch((error: unknown) => this.fail(error));
    }

    private fail(error: unknown): void {
        this.failed = error instanceof Error ? error : new Error(String(error));
        this.wake();
    }

    private end(id: string): void {
        const work = this.open.get(id);
        this.open.delete(id);
        clearTimeout(work?.timer);
        work?.controller.abort();
    }

    private perform(open: Open): void {
        const known = this.open.get(open.id);
        clearTimeout(known?.timer);
        const work = known ?? { controller: new AbortController() };
        const { id, kind, deadline } = open;
        this.open.set(id, {
            kind,
            controller: work.controller,
            ...(deadline === undefined ? {} : { timer: this.ring(id, deadline) })
        });
        if (open.kind === "child" && known?.kind !== "child") {
            this.call(open, work.controller.signal).catch((error: unknown) => this.fail(error));
        }
        if (open.kind !== "run") return;
        if (open.stopping === true) work.controller.abort();
        else if (known === undefined) {
            this.attempts(open, work.controller.signal).catch((error: unknown) => this.fail(error));
        }
    }

    /** A child is a run of its own; what becomes of a detached one is nobody's business. */
    private async call(open: OpenChild, signal: AbortSignal): Promise<void> {
        const { id, detached } = open;
        const result = await this.startChild(open, signal);
        if (result instanceof CoreRun) {
            const outcome = result.finish();
            const done = { kind: "done" as const, port: "out" };
            const ended = detached
                ? { ...done, output: { json: { execution_id: ID } } }
                : reportOf(await outcome);
            this.take({ kind: "child", at: Date.now(), id, result: ended });
        } else {
            this.take({ kind: "child", at: Date.now(), id, result });
        }
    }

    private async startChild(
        { workflow_id, input, detached }: OpenChild,
        signal: AbortSignal
    ): Promise<CoreRun | FailedResult> {
        const { others, depth } = this.world;
        const plan = others.get(workflow_id);
        if (plan === undefined) return { kind: "failed", error: NOBODY };
        if (depth >= MOST_DEEP) {
            const message = "Too deep.";
            const error = { code: "RECURSION_LIMIT", message, is_retryable: false };
            return { kind: "failed", error };
        }
        const given = await this.values.read(input);
        const inputs = isObject(given) ? given : {};
        const child = new CoreRun(plan, { inputs }, { ...this.world, depth: depth + 1 });
        const cancel = (): void => child.take({ kind: "cancel", at: Date.now(), by: "tester" });
        if (!detached) signal.addEventListener("abort", cancel);
        return child;
    }

    private ring(id: string, deadline: number): NodeJS.Timeout {
        const wait = Math.min(Math.max(deadline - Date.now(), 0), 2_147_483_647);
        return setTimeout(() => {
            this.take({ kind: "due", at: Math.max(Date.now(), deadline), id });
        }, wait);
    }

    private async attempts(open: OpenRun, signal: AbortSignal): Promise<void> {
        const node = this.plan.nodes[open.node];
        if (node === undefined) return;
        const started_at = Date.now();
        const known = this.known(open.id, started_at);
        if (known !== null) {
            // Not while the batch is folded that opened it.
            await Promise.resolve();
            this.take(known);
            return;
        }
        for (let attempt = 1; ; attempt += 1) {
            const { result, rows } = await this.attempt(open, attempt, signal);
            for (const row of rows) this.world.rows.set(row.sha, row);
            const again =
                result.kind === "failed" &&
                result.error.is_retryable &&
                attempt < node.retry.attempts &&
                !signal.aborted;
            if (again) continue;
            this.take({
                kind: "settled",
                at: Date.now(),
                id: open.id,
                result,
                attempts: attempt,
                started_at,
                ended_at: Date.now()
            });
            return;
        }
    }

    /** The end of a run that is not performed. */
    private known(id: string, at: number): Event | null {
        const { given = {}, reused } = this.world;
        const output = own(given, id);
        if (output !== undefined) {
            const result = { kind: "done" as const, port: "out", output: { json: output } };
            return { kind: "settled", at, id, result, attempts: 1, started_at: at, ended_at: at };
        }
        const { seq: _seq, ...known } = reused?.get(id) ?? { seq: 0 };
        return "result" in known ? { kind: "settled", at, id, ...known, reused: true } : null;
    }

    private async attempt(
        open: OpenRun,
        attempt: number,
        signal: AbortSignal
    ): Promise<AttemptOutcome> {
        const node = this.plan.nodes[open.node];
        if (node === undefined) throw new Error(`No node ${open.node} in the plan.`);
        const execution = {
            id: ID,
            workspace_id: ID,
            workflow_id: ID,
            workflow_name: "Conformance",
            version: null,
            trigger: "test"
        };
        return this.runner.attempt({
            execution,
            plan: this.plan,
            node,
            id: open.id,
            attempt,
            results: this.results,
            signal,
            hint: () => undefined
        });
    }
}

function reportOf({ facts, outputs }: Outcome): DoneResult | FailedResult {
    const last = facts.at(-1);
    if (last?.kind === "execution:completed")
        return { kind: "done", port: "out", output: { json: outputs } };
    const { code, message } =
        last?.kind === "execution:failed" || last?.kind === "execution:timed_out"
            ? last.error
            : { code: "CANCELLED", message: "It was cancelled." };
    const details = { child_execution_id: ID };
    return { kind: "failed", error: { code, message, details, is_retryable: false } };
}

function eventsOf(signal: Signal): Event[] {
    const at = Date.now();
    switch (signal.kind) {
        case "answer":
            return [{ kind: "answer", at, id: signal.id, answer: signal.answer }];
        case "signal":
            return signal.answers.map(({ id, answer }) => ({ kind: "answer", at, id, answer }));
        default:
            return [{ ...signal, at }];
    }
}
