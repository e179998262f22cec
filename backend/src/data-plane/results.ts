import type {
    Fact,
    NodeCompleted,
    NodeFailed,
    ScopeOpened,
    TurnCompleted
} from "@flowmaestro/shared/orchestrator/facts.ts";
import { scopeOf, turnScope } from "@flowmaestro/shared/orchestrator/instance.ts";
import { indexOf } from "@flowmaestro/shared/orchestrator/plan-index.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import type {
    Json,
    NodeError,
    StoredValue,
    Value
} from "@flowmaestro/shared/orchestrator/values.ts";
import { shapeOf } from "./plan-shape.ts";
import type { PlanShape } from "./plan-shape.ts";
import { loopFromJson, loopToJson, RESULTS_FORMAT } from "./results-snapshot.ts";
import type { ResultsSnapshot } from "./results-snapshot.ts";

/**
 * What each instance of an execution gave, by its name: the data plane's own fold of the log. The
 * core knows where a value is, never what it is.
 *
 * One book per live scope, as the core has one frame: a turn that ends leaves its result with its
 * loop and takes the rest along, so that what is kept grows with results, never with turns done. A
 * loop that ends takes its turns' results with it: by then they are its output.
 */
export interface InstanceResult {
    readonly output?: Value;
    readonly error?: NodeError;
    /** The ports it left by. */
    readonly ports: readonly string[];
}

/** What one turn of a container gave: a value, or one for each of several end nodes. */
export type TurnResult = Value | Parts;

export interface Parts {
    readonly parts: readonly (readonly [id: string, value: Value])[];
}

/** Why an instance that is settled has neither output nor error to read. */
export type Absence = "skipped" | "cancelled" | "failed";

export interface OpenLoop {
    /** Null in while and until. */
    readonly count: number | null;
    /** One turn after the other: each may read what the one before gave. */
    readonly is_sequential: boolean;
    readonly items: Value | undefined;
    /** `items` parsed, once: held here while the loop is open, whatever a cache forgets. */
    parsed: Json | Promise<Json> | undefined;
    /** By index; of turns that ended. */
    readonly results: TurnResult[];
    /** Of the turn that ended last. */
    last: TurnResult;
    /** Turns that began. */
    begun: number;
}

interface ScopeBook {
    readonly results: Map<string, InstanceResult>;
    readonly absent: Map<string, Absence>;
}

const NULL: Value = { json: null };

export class Results {
    private readonly plan: Plan;
    private readonly shape: PlanShape;
    private readonly scopes = new Map<string, ScopeBook>([["", newBook()]]);
    private readonly loops = new Map<string, OpenLoop>();
    private variables = new Map<string, Value>();
    /** Somebody holds on to `variables` as they are: the next write copies them first. */
    private isShared = false;
    private readonly seen = new Map<string, ReadonlyMap<string, Value>>();
    /** Of joins that are open and did not wait for all. */
    private readonly arrived = new Map<string, readonly number[]>();
    private inputs: Value = { json: {} };
    private isSecretive = false;
    /** Secrets that came in on the way, by an answer or from a called workflow: parts of these. */
    private readonly parts: StoredValue[] = [];
    private start = 0;
    private startText = "";

    constructor(plan: Plan) {
        this.plan = plan;
        this.shape = shapeOf(plan);
    }

    record(fact: Fact): void {
        switch (fact.kind) {
            case "execution:started":
                this.give(fact.inputs);
                this.began(fact.at);
                return;
            case "node:started":
            case "scope:checking":
                this.begin(fact.instance);
                return;
            case "node:completed":
                this.complete(fact);
                return;
            case "node:failed":
                this.fail(fact);
                return;
            case "node:skipped":
                this.settle(fact.instance, "skipped");
                return;
            case "node:cancelled":
                this.settle(fact.instance, "cancelled");
                return;
            default:
                this.recordScope(fact);
        }
    }

    /** All of it as JSON, and back: `Results.from(plan, results.snapshot())` goes on where it was. */
    snapshot(): ResultsSnapshot {
        const seen = [...this.seen].map(
            ([instance, as]) => [instance, as === this.variables ? null : [...as]] as const
        );
        return {
            format: RESULTS_FORMAT,
            inputs: this.inputs,
            ...(this.parts.length === 0 ? {} : { parts: this.parts }),
            start: this.start,
            scopes: [...this.scopes].map(
                ([scope, { results, absent }]) =>
                    [scope, { results: [...results], absent: [...absent] }] as const
            ),
            loops: [...this.loops].map(([id, loop]) => [id, loopToJson(loop)] as const),
            variables: [...this.variables],
            seen,
            arrived: [...this.arrived]
        };
    }

    static from(plan: Plan, snapshot: ResultsSnapshot): Results {
        const results = new Results(plan);
        results.give(snapshot.inputs);
        for (const part of (snapshot.parts ?? []).slice(results.parts.length)) results.notice(part);
        results.began(snapshot.start);
        for (const [scope, book] of snapshot.scopes)
            results.scopes.set(scope, {
                results: new Map(book.results),
                absent: new Map(book.absent)
            });
        for (const [id, loop] of snapshot.loops) results.loops.set(id, loopFromJson(loop));
        results.variables = new Map(snapshot.variables);
        for (const [instance, as] of snapshot.seen)
            results.seen.set(instance, as === null ? results.variables : new Map(as));
        results.isShared = snapshot.seen.length > 0;
        for (const [instance, edges] of snapshot.arrived) results.arrived.set(instance, edges);
        return results;
    }

    of(instance: string): InstanceResult | undefined {
        return this.scopes.get(scopeOf(instance))?.results.get(idOf(instance));
    }

    absence(instance: string): Absence | undefined {
        return this.scopes.get(scopeOf(instance))?.absent.get(idOf(instance));
    }

    /** While it is open. */
    loop(container: string): OpenLoop | undefined {
        return this.loops.get(container);
    }

    /** As they were when the instance began, so that every attempt of it reads the same. */
    variablesFor(instance: string): ReadonlyMap<string, Value> {
        return this.seen.get(instance) ?? this.variables;
    }

    /**
     * Indices of the edges into it that were live when the instance started, in the order of the
     * document: what arrives at a join that did not wait for all comes too late.
     */
    arrivedFor(instance: string): readonly number[] {
        return this.arrived.get(instance) ?? this.arrivedNow(instance);
    }

    /** Whether anything has to be kept from sight: asked once per run. */
    get hasSecrets(): boolean {
        return this.isSecretive;
    }

    /** Values that hold the secrets of the execution, in the fields they name. */
    get secretParts(): readonly StoredValue[] {
        return this.parts;
    }

    get executionInputs(): Value {
        return this.inputs;
    }

    /** Milliseconds, database time. */
    get startedAt(): number {
        return this.start;
    }

    /** ISO: made once, read by every run. */
    get startedAtText(): string {
        return this.startText;
    }

    private give(inputs: Value): void {
        this.inputs = inputs;
        this.isSecretive ||= this.plan.settings.secrets !== undefined;
        this.notice(inputs);
    }

    private notice(value: Value): void {
        if ("json" in value || value.secret === undefined || value.secret === true) return;
        this.isSecretive = true;
        this.parts.push(value);
    }

    private began(at: number): void {
        this.start = at;
        this.startText = new Date(at).toISOString();
    }

    private recordScope(fact: Fact): void {
        switch (fact.kind) {
            case "scope:opened":
                this.loops.set(fact.instance, newLoop(fact));
                return;
            case "turn:started": {
                this.scopes.set(turnScope(fact.container, fact.index), newBook());
                const loop = this.loops.get(fact.container);
                if (loop !== undefined) loop.begun = fact.index + 1;
                return;
            }
            case "turn:completed":
                this.endTurn(fact);
                return;
            case "turn:cancelled":
                this.scopes.delete(turnScope(fact.container, fact.index));
                return;
            default:
                return;
        }
    }

    private arrivedNow(instance: string): readonly number[] {
        const { nodes, edges } = this.plan;
        const beside = this.scopes.get(scopeOf(instance))?.results;
        return (this.nodeOf(instance)?.ins ?? []).filter((index) => {
            const edge = edges[index];
            const source = nodes[edge?.source ?? -1];
            const ports = source === undefined ? undefined : beside?.get(source.id)?.ports;
            return edge !== undefined && ports?.includes(edge.port) === true;
        });
    }

    private begin(instance: string): void {
        const node = this.nodeOf(instance);
        if (node === undefined) return;
        // One that waits for all its edges finds them settled whenever it looks.
        if (node.join > 0) this.arrived.set(instance, this.arrivedNow(instance));
        if (this.shape.readsOf(node).variables === null) return;
        this.seen.set(instance, this.variables);
        this.isShared = true;
    }

    private nodeOf(instance: string): PlanNode | undefined {
        return this.plan.nodes[indexOf(this.plan).byId(idOf(instance)) ?? -1];
    }

    private write(name: string, value: Value): void {
        if (this.isShared) {
            this.variables = new Map(this.variables);
            this.isShared = false;
        }
        this.variables.set(name, value);
    }

    private complete({ instance, port, ports = [port], output, vars = [] }: NodeCompleted): void {
        for (const { name, value } of vars) this.write(name, value);
        this.notice(output);
        this.settle(instance, { output, ports });
    }

    private fail({ instance, handled, error }: NodeFailed): void {
        if (handled === "fail") this.settle(instance, "failed");
        // After `continue` the output is null; behind the error port there is none.
        else if (handled === "branch") this.settle(instance, { error, ports: ["error"] });
        else this.settle(instance, { error, output: NULL, ports: ["out"] });
    }

    private settle(instance: string, result: InstanceResult | Absence): void {
        this.seen.delete(instance);
        this.arrived.delete(instance);
        this.loops.delete(instance);
        const book = this.scopes.get(scopeOf(instance));
        if (typeof result === "string") book?.absent.set(idOf(instance), result);
        else book?.results.set(idOf(instance), result);
    }

    private endTurn({ container, index, error }: TurnCompleted): void {
        const scope = turnScope(container, index);
        const book = this.scopes.get(scope);
        this.scopes.delete(scope);
        const loop = this.loops.get(container);
        if (loop === undefined) return;
        const result = error === undefined ? this.turnResult(container, book) : failedTurn(error);
        loop.results[index] = result;
        loop.last = result;
    }

    private turnResult(container: string, book: ScopeBook | undefined): TurnResult {
        const ends = this.shape.endsOf(idOf(container));
        const [only, second] = ends;
        const valueOf = (id: string): Value | undefined => book?.results.get(id)?.output;
        if (second === undefined) return (only === undefined ? undefined : valueOf(only)) ?? NULL;
        const parts = ends.flatMap((id) => {
            const value = valueOf(id);
            return value === undefined ? [] : [[id, value] as const];
        });
        return { parts };
    }
}

/** What stands at the index of a turn that failed in a loop that collects. */
function failedTurn({ code, message }: NodeError): Value {
    return { json: { error: { code, message } } };
}

function newBook(): ScopeBook {
    return { results: new Map(), absent: new Map() };
}

function newLoop({ turns, items, concurrency }: ScopeOpened): OpenLoop {
    return {
        count: turns ?? null,
        is_sequential: turns === undefined || concurrency <= 1,
        items,
        parsed: undefined,
        results: [],
        last: NULL,
        begun: 0
    };
}

/** The node of an instance: `ingest[3]/classify` → `classify`. */
function idOf(instance: string): string {
    return instance.slice(instance.lastIndexOf("/") + 1);
}
