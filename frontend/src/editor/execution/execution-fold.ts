import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import type { Fact, Reason } from "@flowmaestro/shared/orchestrator/facts.ts";
import { scopeOf, turnOf, turnScope } from "@flowmaestro/shared/orchestrator/instance.ts";
import type { ExecutionStatus } from "@flowmaestro/shared/orchestrator/open.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import { status } from "@flowmaestro/shared/orchestrator/status.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import { factOf } from "./fact-of.ts";
import { ShownTurns } from "./shown-turns.ts";
import { changeOf, retryOf } from "./run-changes.ts";
import { isSettledRun, isSettledStatus, PENDING } from "./run.ts";
import type { Run } from "./run.ts";
import { TURN, Turns } from "./turns.ts";
import { withStreamed } from "./streamed-text.ts";
import type { StreamedText } from "./streamed-text.ts";

export type { Run } from "./run.ts";
export { PENDING } from "./run.ts";

/**
 * An execution as a page shows it: the core's own state, folded by the core's own `evolve`, and beside
 * it what the frames say of each instance in words and values. One owner, changed in place; what an
 * instance looks like is one object that is replaced when it changes, so views compare identities.
 *
 * A node inside a loop has an instance per turn; which one a card shows is said by `shown`, which
 * belongs to the view and outlives a fold.
 */
export class ExecutionFold {
    readonly plan: Plan;
    readonly state: State;
    readonly shown: ShownTurns;
    readonly #runs = new Map<string, Run>();
    /** Of every loop instance that has opened. */
    readonly #turns = new Map<string, Turns>();
    /** Why nothing starts any more in a scope, by scope. */
    readonly #closed = new Map<string, Reason>();
    readonly #open = new Map<string, Run>();
    readonly #said = new Map<string, StreamedText>();
    readonly #unreachedBy = new Map<Reason, Run>();
    readonly #nodes: ReadonlySet<string>;
    #waiting: readonly Run[] | null = null;
    #settled = 0;
    /** Executions it has started. */
    calls = 0;
    #failed: Run | null = null;
    #startedAt: number | null = null;
    #outputs: { readonly [name: string]: unknown } | null = null;
    #error: NodeError | null = null;

    constructor(plan: Plan, shown: ShownTurns = new ShownTurns()) {
        this.plan = plan;
        this.shown = shown;
        this.state = initial(plan);
        this.#nodes = new Set(plan.nodes.map(({ id }) => id));
    }

    get seq(): number {
        return this.state.seq;
    }

    get status(): ExecutionStatus {
        return status(this.state);
    }

    get startedAt(): number | null {
        return this.#startedAt;
    }

    get at(): number {
        return this.state.at;
    }

    get outputs(): { readonly [name: string]: unknown } | null {
        return this.#outputs;
    }

    get error(): NodeError | null {
        return this.#error;
    }

    get runs(): ReadonlyMap<string, Run> {
        return this.#runs;
    }

    /** What waits, in the order it began to; the same list until that changes. */
    get waiting(): readonly Run[] {
        this.#waiting ??= [...this.#open.values()];
        return this.#waiting;
    }

    /** What ended the execution, once it has: of a loop that failed, the step that failed in it. */
    get failed(): Run | null {
        return this.#failed;
    }

    /** A cancel was accepted; what is open is ending. */
    get isCancelling(): boolean {
        return this.state.ended === null && this.state.frames[""]?.closing?.cause === "cancelled";
    }

    /** Not so for what was drawn after the execution, or was disabled when it ran. */
    ran(node: string): boolean {
        return this.#nodes.has(node);
    }

    /** The turns of a loop instance, once it has opened. */
    turnsOf(instance: string): Turns | undefined {
        return this.#turns.get(instance);
    }

    /** The scope a node stands in at the turns that are shown; null where no such turn is known. */
    shownScope(node: string): string | null {
        return this.shown.scopeOf(this.plan, node, (instance) => this.#turns.get(instance));
    }

    /** The instance a card shows; null where its loop has no turn to show. */
    shownInstance(node: string): string | null {
        const scope = this.shownScope(node);
        if (scope === null) return null;
        return scope === "" ? node : `${scope}/${node}`;
    }

    /** What the card of a node shows. */
    runOf(node: string): Run {
        const scope = this.shownScope(node);
        if (scope === null) return this.#unopened(node);
        return this.#runIn(scope, scope === "" ? node : `${scope}/${node}`);
    }

    runAt(instance: string): Run {
        return this.#runIn(scopeOf(instance), instance);
    }

    /** Folds the next frame; false for one that is out of turn (repeated, or after a gap). */
    apply(frame: Frame): boolean {
        const fact = factOf(frame);
        if (fact === null) {
            this.#hint(frame);
            return true;
        }
        if (frame.seq !== this.state.seq + 1) return false;
        evolve(this.plan, this.state, fact);
        this.#tell(fact, frame);
        return true;
    }

    /** Settled nodes of the top level. */
    settled(): number {
        return this.#settled;
    }

    #runIn(scope: string, instance: string): Run {
        const run = this.#runs.get(instance);
        if (run !== undefined && run.status !== "held") return run;
        return this.#unreached(scope) ?? run ?? PENDING;
    }

    #unopened(node: string): Run {
        const loops = this.shown.containersOf(this.plan, node);
        const container = loops.findLast((one) => this.shownScope(one) !== null);
        if (container === undefined) return PENDING;
        const around = this.runOf(container);
        if (!isSettledRun(around)) return PENDING;
        const { reason } = around;
        return reason === undefined ? UNREACHED : this.#because(reason);
    }

    /** What nothing reached says why, by the one fact that closed its scope. */
    #unreached(scope: string): Run | null {
        const reason = this.#closed.get(scope);
        if (reason !== undefined) return this.#because(reason);
        return this.state.ended === null ? null : UNREACHED;
    }

    #because(reason: Reason): Run {
        const known = this.#unreachedBy.get(reason);
        if (known !== undefined) return known;
        const run: Run = { instance: "", status: "unreached", reason };
        this.#unreachedBy.set(reason, run);
        return run;
    }

    #tell(fact: Fact, frame: Frame): void {
        if (fact.kind === "execution:started") this.#startedAt = fact.at;
        else if (fact.kind === "execution:completed") this.#outputs = shownOutputs(frame);
        else if (fact.kind === "execution:timed_out") this.#error = fact.error;
        else if (fact.kind === "execution:failed") this.#tellFailure(fact);
        if (fact.kind === "child:opened") this.calls += 1;
        if (this.state.ended !== null) this.#close();
        this.#tellTurn(fact);
        if (!("instance" in fact) || fact.instance === undefined) return;
        if (fact.kind === "turn:completed" || fact.kind === "scope:failing") return;
        const change = changeOf(fact, frame, this.#runs.get(fact.instance));
        if (change !== null) this.#update(fact.instance, change);
    }

    #tellFailure({ instance, error }: Extract<Fact, { kind: "execution:failed" }>): void {
        this.#error = error;
        let run = instance === undefined ? undefined : this.#runs.get(instance);
        for (let inner = run; inner !== undefined; inner = this.#failedIn(inner)) run = inner;
        if (run === undefined) return;
        this.#failed = run;
        const place = { node_id: nodeOf(run.instance), instance: run.instance };
        this.#error = { ...error, details: { ...(run.error ?? error).details, ...place } };
    }

    /** The step that failed a loop, where it failed by one of its turns. */
    #failedIn({ instance, error, boundary }: Run): Run | undefined {
        const index = error?.details?.["index"];
        if (typeof index !== "number" || boundary !== undefined) return undefined;
        const step = this.#closed.get(turnScope(instance, index))?.details?.["instance"];
        return typeof step === "string" ? this.#runs.get(step) : undefined;
    }

    #tellTurn(fact: Fact): void {
        switch (fact.kind) {
            case "scope:opened":
                this.#turns.set(fact.instance, new Turns(fact));
                return;
            case "turn:started":
                this.#turns.get(fact.container)?.start(fact.index, fact.at);
                return;
            case "turn:completed": {
                const status = fact.error === undefined ? TURN.completed : TURN.failed;
                this.#turns.get(fact.container)?.end(fact.index, fact.at, status);
                if (fact.instance === undefined) return;
                const scope = turnScope(fact.container, fact.index);
                this.#closed.set(scope, failing(fact.instance));
                return;
            }
            case "turn:cancelled":
                this.#turns.get(fact.container)?.end(fact.index, fact.at, TURN.cancelled);
                this.#closed.set(turnScope(fact.container, fact.index), fact.reason);
                return;
            case "scope:failing":
                // What is still to start at the top says so at the end: a cleanup lane may follow.
                if (fact.scope !== "") this.#closed.set(fact.scope, failing(fact.instance));
                return;
            case "scope:stopping":
                this.#closed.set(fact.scope, fact.reason);
                return;
            default:
        }
    }

    #close(): void {
        const closing = this.state.frames[""]?.closing;
        if (closing !== null && closing !== undefined) this.#closed.set("", closing.reason);
    }

    #hint(frame: Frame): void {
        const { instance, data = {} } = frame;
        if (instance === undefined || this.state.ended !== null) return;
        const run = this.#runs.get(instance);
        if (run === undefined || isSettledStatus(run.status)) return;
        if (frame.type === "node:stream" && typeof frame["chunk"] === "string") {
            const said = withStreamed(this.#said.get(instance), frame);
            this.#said.set(instance, said);
            this.#update(instance, { text: said.text });
        } else if (frame.type === "node:progress" && typeof data["percent"] === "number") {
            this.#update(instance, { percent: data["percent"] });
        } else if (frame.type === "node:retry") {
            this.#update(instance, retryOf(frame));
        }
    }

    #update(instance: string, change: Partial<Run>): void {
        const before = this.#runs.get(instance);
        const run: Run = { instance, status: "pending", ...before, ...change };
        this.#runs.set(instance, run);
        const was = before?.status;
        if (was === "waiting" || run.status === "waiting") this.#waiting = null;
        if (was === run.status) {
            if (was === "waiting") this.#open.set(instance, run);
            return;
        }
        if (isSettledStatus(run.status) && !instance.includes("/")) this.#settled += 1;
        if (run.status === "waiting") {
            this.#open.set(instance, run);
            this.#wait(instance, 1);
        } else if (was === "waiting") {
            this.#open.delete(instance);
            this.#wait(instance, -1);
        }
    }

    /** Every turn around something that waits says so. */
    #wait(instance: string, change: 1 | -1): void {
        for (let scope = scopeOf(instance); scope !== "";) {
            const { container, index } = turnOf(scope);
            this.#turns.get(container)?.wait(index, change);
            scope = scopeOf(container);
        }
    }
}

const UNREACHED: Run = { instance: "", status: "unreached" };

function failing(instance: string): Reason {
    return { code: "scope_failed", details: { instance } };
}

function shownOutputs(frame: Frame): { readonly [name: string]: unknown } {
    const outputs = frame["outputs"];
    return typeof outputs === "object" && outputs !== null ? { ...outputs } : {};
}

export type EdgeState = "idle" | "taken" | "active" | "waiting" | "bad" | "off";

/** How an edge looks: what its source decided, and what its target made of it. */
export function edgeStateOf(
    fold: ExecutionFold,
    edge: { readonly source: string; readonly port: string; readonly target: string }
): EdgeState {
    if (!fold.ran(edge.target)) return "idle";
    const source = fold.runOf(edge.source);
    if (!isSettledRun(source)) return "idle";
    if (!(source.took ?? []).includes(edge.port)) return "off";
    const target = fold.runOf(edge.target);
    switch (target.status) {
        case "running":
        case "retrying":
        case "stopping":
            return "active";
        case "waiting":
            return "waiting";
        case "failed":
        case "timed_out":
            return "bad";
        default:
            return "taken";
    }
}
