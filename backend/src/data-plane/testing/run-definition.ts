import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import { delta } from "@flowmaestro/shared/orchestrator/delta.ts";
import type { Event } from "@flowmaestro/shared/orchestrator/events.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Open } from "@flowmaestro/shared/orchestrator/open.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import { step } from "@flowmaestro/shared/orchestrator/step.ts";
import type { Json, JsonObject, NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import { parseDefinition } from "@flowmaestro/shared/workflow/definition.ts";
import type { ExecutorLookup } from "../data-plane.ts";
import { nothingCallable } from "../callable.ts";
import type { Callable } from "../callable.ts";
import { Results } from "../results.ts";
import { Runner } from "../runner.ts";
import type { AttemptOutcome } from "../runner.ts";
import { Values } from "../values.ts";
import type { ValueRow } from "../values.ts";
import { noWayOut } from "../way-out.ts";

/**
 * The core and the data plane with nothing but memory around them, and the catalogue's own nodes:
 * what a definition means, without a database. Deadlines are due as soon as nothing else is left.
 */
export interface DefinitionRun {
    readonly plan: Plan;
    readonly facts: readonly Fact[];
    readonly status: string;
    readonly outputs: JsonObject;
    readonly error: NodeError | null;
    /** The data plane's fold at the end. */
    readonly results: Results;
    readonly values: Values;
}

export interface DefinitionRunOptions {
    readonly executors?: ExecutorLookup;
    readonly callable?: Callable;
    /** Stop where this is open, and give what there is. */
    readonly until?: (open: Open) => boolean;
}

export async function runDefinition(
    definition: unknown,
    inputs: JsonObject = {},
    options: DefinitionRunOptions = {}
): Promise<DefinitionRun> {
    return runPlan(planOf(definition), inputs, options);
}

/** The plan of a definition without errors. */
export function planOf(definition: unknown): Plan {
    const parsed = parseDefinition(definition, { catalogue });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed));
    const { plan, problems } = compile(parsed.definition, catalogue);
    if (plan === null) throw new Error(JSON.stringify(problems));
    return plan;
}

export async function runPlan(
    plan: Plan,
    inputs: JsonObject = {},
    options: DefinitionRunOptions = {}
): Promise<DefinitionRun> {
    const run = new Run(plan, options);
    run.take({ kind: "start", at: 1_000, trigger: "test", inputs: { json: inputs } });
    await run.finish();
    return run.told();
}

const ID = "00000000-0000-7000-8000-000000000000";
const EXECUTION = {
    id: ID,
    workspace_id: ID,
    workflow_id: ID,
    workflow_name: "Test",
    version: 1,
    trigger: "test"
};

class Run {
    private readonly plan: Plan;
    private readonly options: DefinitionRunOptions;
    private readonly state;
    private readonly results: Results;
    private readonly values: Values;
    private readonly runner: Runner;
    private readonly rows = new Map<string, ValueRow>();
    private readonly facts: Fact[] = [];
    private readonly open = new Map<string, Open>();
    private readonly queue: Event[] = [];
    private readonly controller = new AbortController();
    private pending = new Set<Promise<void>>();
    private now = 1_000;
    private stopped = false;

    constructor(plan: Plan, options: DefinitionRunOptions) {
        this.plan = plan;
        this.options = options;
        this.state = initial(plan);
        this.results = new Results(plan);
        this.values = new Values({ readValues: async () => this.rows }, "/nowhere");
        this.runner = new Runner({
            executors: options.executors ?? executors,
            values: this.values,
            now: () => this.now,
            callable: options.callable ?? nothingCallable,
            fetch: () => noWayOut
        });
    }

    take(event: Event): void {
        this.queue.push(event);
    }

    async finish(): Promise<void> {
        while (this.state.ended === null && !this.stopped) {
            const event = this.queue.shift() ?? (await this.next());
            if (event !== null) this.apply(event);
        }
    }

    told(): DefinitionRun {
        const last = this.facts.at(-1);
        const outputs: [string, Json][] = [];
        if (last?.kind === "execution:completed")
            for (const [name, value] of Object.entries(last.outputs)) {
                const json = this.values.read(value);
                if (!(json instanceof Promise)) outputs.push([name, json]);
            }
        return {
            plan: this.plan,
            facts: this.facts,
            status: this.state.ended ?? "open",
            outputs: Object.fromEntries(outputs),
            error: last?.kind === "execution:failed" ? last.error : null,
            results: this.results,
            values: this.values
        };
    }

    /** Whatever is under way, else the earliest deadline. */
    private async next(): Promise<Event | null> {
        if (this.pending.size > 0) {
            await Promise.race(this.pending);
            return null;
        }
        const [first] = [...this.open.values()]
            .filter(({ id, deadline }) => id !== "" && deadline !== undefined)
            .sort((a, b) => (a.deadline ?? 0) - (b.deadline ?? 0));
        if (first?.deadline === undefined) throw new Error("Nothing is left to happen.");
        this.now = Math.max(this.now, first.deadline);
        return { kind: "due", at: this.now, id: first.id };
    }

    private apply(event: Event): void {
        const facts = step(this.plan, this.state, event);
        for (const fact of facts) {
            this.facts.push(fact);
            this.results.record(fact);
        }
        const { opened, ended } = delta(this.plan, facts);
        for (const id of ended) this.open.delete(id);
        for (const open of opened) {
            this.open.set(open.id, open);
            if (this.options.until?.(open) === true) this.stopped = true;
            if (open.kind === "run" && open.stopping !== true) this.perform(open.id, open.node, 1);
        }
    }

    private perform(id: string, index: number, attempt: number): void {
        const node = this.plan.nodes[index];
        if (node === undefined) throw new Error(`No node ${index} in the plan.`);
        const outcome = this.runner.attempt({
            execution: EXECUTION,
            plan: this.plan,
            node,
            id,
            attempt,
            results: this.results,
            signal: this.controller.signal,
            hint: () => undefined
        });
        if (!(outcome instanceof Promise)) {
            this.settle(id, outcome);
            return;
        }
        const settled = outcome.then((result) => {
            this.pending.delete(settled);
            this.settle(id, result);
        });
        this.pending.add(settled);
    }

    private settle(id: string, { result, rows }: AttemptOutcome): void {
        for (const row of rows) this.rows.set(row.sha, row);
        const at = this.now;
        this.take({ kind: "settled", at, id, result, attempts: 1, started_at: at, ended_at: at });
    }
}
