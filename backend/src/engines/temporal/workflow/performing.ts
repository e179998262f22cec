import type { Delta, Open, OpenRun } from "@flowmaestro/shared/orchestrator/open.ts";
import type { Lane, Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import { CancellationScope } from "@temporalio/workflow";
import type { WorkflowInfo } from "@temporalio/workflow";
import {
    activityOptions,
    callActivity,
    cancelledRun,
    settledBy,
    summaryOf
} from "./activity-run.ts";
import { Alarms } from "./alarms.ts";
import { Calls } from "./calls.ts";
import type { About, ChildCall, Limits, TurnEvent, TurnOutput } from "./protocol.ts";

export interface PerformingOptions {
    readonly about: About;
    readonly limits: Limits;
    readonly info: WorkflowInfo;
    readonly push: (event: TurnEvent) => void;
}

/** Performed by turns: which lanes those are stands in the plan. */
const LIGHT: ReadonlySet<Lane> = new Set(["inline", "pure"]);
const NO_NODE: Pick<PlanNode, "lane"> = { lane: "inline" };
const WAKE = "?wake";
const DRAIN = "?drain";

/**
 * What is open, as Temporal knows it: an activity for a run that is not light, a timer for a deadline,
 * a child workflow for a call. Whatever they come to is an event of the next turn.
 */
export class Performing {
    private readonly options: PerformingOptions;
    private readonly alarms = new Alarms();
    private readonly calls: Calls;
    private readonly runs = new Map<string, CancellationScope>();
    private readonly open = new Map<string, Open>();
    /** Calls that a fact let go of; every other one that ends has told its end. */
    private readonly unwanted = new Set<string>();
    private plan: Plan | null = null;
    private wakeAt: number | null = null;
    private now = 0;
    private isDraining = false;

    constructor(options: PerformingOptions) {
        this.options = options;
        this.calls = new Calls(options.about, options.limits, () => options.push({ kind: "look" }));
    }

    /** Nothing is under way that would be lost with this run. */
    get isIdle(): boolean {
        return this.runs.size === 0 && this.calls.isIdle;
    }

    get children(): readonly ChildCall[] {
        return this.calls.known;
    }

    called(id: string): About | null {
        return this.calls.of(id);
    }

    get wake_at(): number | null {
        return this.wakeAt;
    }

    know({ facts, now, wake_at, early, children }: TurnOutput): void {
        this.now = now;
        this.calls.know(children);
        for (const fact of facts)
            if (fact.kind === "node:cancelled" && this.calls.has(fact.instance))
                this.unwanted.add(fact.instance);
        this.wake(wake_at);
        for (const id of early) {
            const open = this.open.get(id);
            if (open !== undefined) this.arm(open);
        }
    }

    apply(plan: Plan, { opened, ended }: Delta): void {
        this.plan = plan;
        for (const id of ended) this.stop(id);
        for (const open of opened) this.begin(plan, open);
        this.calls.begin((id) => this.open.get(id)?.kind === "child");
    }

    resume(
        plan: Plan,
        state: State,
        was: {
            readonly opened: readonly Open[];
            readonly children: readonly ChildCall[];
            readonly wake_at: number | null;
        }
    ): void {
        this.plan = plan;
        this.now = state.at;
        this.calls.resume(was.children);
        this.wake(was.wake_at);
        for (const open of was.opened) this.begin(plan, open);
    }

    /** Starts no activity any more; what is opened from here on is the next run's, unless time is up. */
    drain(patience_ms: number | null, giveUp: () => void): void {
        this.isDraining = true;
        if (patience_ms !== null && !this.isIdle)
            this.alarms.set(DRAIN, patience_ms, {
                summary: "until it goes on as a new run",
                ring: giveUp
            });
    }

    /** Goes on here: what was held back begins. */
    undrain(plan: Plan): void {
        this.isDraining = false;
        for (const open of [...this.open.values()]) this.perform(plan, open);
    }

    /** The execution ended: nothing of it is left running. */
    end(): void {
        for (const [id, { kind }] of [...this.open]) {
            if (kind === "child") this.unwanted.add(id);
            this.stop(id);
        }
        this.alarms.clear();
    }

    private begin(plan: Plan, open: Open): void {
        this.open.set(open.id, open);
        this.arm(open);
        this.perform(plan, open);
    }

    private perform(plan: Plan, open: Open): void {
        if (open.kind !== "run") return;
        const { lane } = plan.nodes[open.node] ?? NO_NODE;
        if (LIGHT.has(lane)) return;
        if (open.stopping !== true) {
            if (!this.isDraining) this.run(plan, open);
            return;
        }
        const scope = this.runs.get(open.id);
        if (scope !== undefined) scope.cancel();
        // It never began here: nobody else would say that it has ended.
        else this.options.push({ kind: "settled", settled: cancelledRun(open.id) });
    }

    private stop(id: string): void {
        const open = this.open.get(id);
        this.open.delete(id);
        this.alarms.cancel(id);
        const scope = this.runs.get(id);
        this.runs.delete(id);
        scope?.cancel();
        if (this.unwanted.delete(id)) this.calls.letGo(id);
        else if (open?.kind === "child") this.calls.forget(id);
    }

    private run(plan: Plan, open: OpenRun): void {
        const node = plan.nodes[open.node];
        if (node === undefined || this.runs.has(open.id)) return;
        const { about, info, push } = this.options;
        const scope = new CancellationScope();
        this.runs.set(open.id, scope);
        const options = activityOptions({ node, about, id: open.id, task_queue: info.taskQueue });
        settledBy(scope, open.id, () => callActivity(node.type, { id: open.id }, options)).then(
            (settled) => {
                // One that was let go of may still answer: nobody asks for it.
                if (this.runs.get(open.id) !== scope) return;
                this.runs.delete(open.id);
                push({ kind: "settled", settled });
            },
            () => undefined
        );
    }

    /** A question rings twice: for its warning, and for its end. */
    private arm(open: Open): void {
        const { push } = this.options;
        const warn_at = open.kind === "ask" ? open.warn_at : undefined;
        const at = warn_at !== undefined && warn_at > this.now ? warn_at : open.deadline;
        if (at === undefined) {
            this.alarms.cancel(open.id);
            return;
        }
        const { id, deadline = at } = open;
        const summary = this.summaryOf(open);
        const due = (when: number) => (): void => push({ kind: "due", id, deadline: when });
        this.alarms.set(id, at - this.now, {
            summary,
            ring: () => {
                due(at)();
                if (deadline > at)
                    this.alarms.set(id, deadline - at, { summary, ring: due(deadline) });
            }
        });
    }

    private summaryOf(open: Open): string {
        if (open.kind === "clock") return "the execution's own time";
        const node = this.plan?.nodes[open.node];
        return node === undefined ? open.id : summaryOf(node, open.id);
    }

    private wake(at: number | null): void {
        if (at === this.wakeAt) return;
        this.wakeAt = at;
        if (at === null) this.alarms.cancel(WAKE);
        else
            this.alarms.set(WAKE, at - this.now, {
                summary: "another attempt",
                ring: () => {
                    this.wakeAt = null;
                    this.options.push({ kind: "look" });
                }
            });
    }
}
