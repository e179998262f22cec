import type { Fact } from "../facts.ts";
import type { Plan, PlanNode } from "../plan.ts";

/** What an observer of the log knows; plain sets and maps, slow and obvious on purpose. */
export class Ledger {
    readonly plan: Plan;
    readonly violations: string[] = [];
    /** Begun and not ended: running, waiting or looping. */
    readonly open = new Set<string>();
    /** Open runs of nodes. */
    readonly running = new Set<string>();
    readonly ended = new Map<string, "completed" | "failed" | "skipped" | "cancelled">();
    readonly held = new Set<string>();
    /** Held for the cap or a pause, in order. */
    queue: string[] = [];
    readonly loops = new Map<string, Loop>();
    readonly closed = new Set<string>();
    paused = false;
    tokens = 0;
    turns = 0;
    terminal: string | null = null;
    private readonly ports = new Map<string, readonly string[]>();
    private readonly byId: ReadonlyMap<string, PlanNode>;
    private cleanup = false;

    constructor(plan: Plan) {
        this.plan = plan;
        this.byId = new Map(plan.nodes.map((node) => [node.id, node]));
    }

    broken(what: string, fact: Fact): void {
        this.violations.push(`${what}: ${JSON.stringify(fact)}`);
    }

    nodeOf(instance: string): PlanNode | undefined {
        return this.byId.get(instance.slice(instance.lastIndexOf("/") + 1));
    }

    locksOf(instance: string): readonly string[] {
        const node = this.nodeOf(instance);
        return node === undefined || node.body !== null ? [] : node.locks;
    }

    edgesInto(instance: string): { join: number; ins: number; live: number; open: number } {
        const scope = scopeOf(instance);
        const { ins = [], join = 0 } = this.nodeOf(instance) ?? {};
        let live = 0;
        let open = 0;
        for (const index of ins) {
            const edge = this.plan.edges[index];
            if (edge === undefined || edge.dead !== undefined) continue;
            const source = nameIn(scope, this.plan.nodes[edge.source]?.id ?? "");
            if (!this.ended.has(source)) open += 1;
            else if (this.ports.get(source)?.includes(edge.port) === true) live += 1;
        }
        return { join, ins: ins.length, live, open };
    }

    isReady(instance: string): boolean {
        const { join, ins, live, open } = this.edgesInto(instance);
        if (ins === 0) return true;
        return join === 0 ? open === 0 && live > 0 : live >= join;
    }

    /** Whether the join it lost to went ahead, as joins do that cancel their losers. */
    isWinner(instance: unknown): boolean {
        if (typeof instance !== "string") return false;
        return this.nodeOf(instance)?.losers === "cancel" && this.isReady(instance);
    }

    /** Whether all that it leads to is a join that is open without it, and cancels its losers. */
    isLost(instance: string): boolean {
        const scope = scopeOf(instance);
        // A dead edge leads nowhere, so nobody goes ahead of it.
        const outs = (this.nodeOf(instance)?.outs ?? []).filter(
            (index) => this.plan.edges[index]?.dead === undefined
        );
        const isWithoutIt = (index: number): boolean => {
            const target = this.plan.nodes[this.plan.edges[index]?.target ?? -1];
            return target?.losers === "cancel" && this.open.has(nameIn(scope, target.id));
        };
        return outs.length > 0 && outs.every(isWithoutIt);
    }

    /** Whether its scope or one around it has closed; the cleanup lane is above that. */
    isClosed(instance: string): boolean {
        for (let scope = scopeOf(instance), at = instance; ;) {
            if (this.closed.has(scope) && !(scope === "" && this.isLane(at))) return true;
            if (scope === "") return false;
            at = scope.slice(0, scope.lastIndexOf("["));
            scope = scopeOf(at);
        }
    }

    isLane(instance: string): boolean {
        if (!this.cleanup || instance.includes("/")) return false;
        return laneOf(this.plan).has(instance);
    }

    isScopeSettled(container: string, index: number): boolean {
        const body = this.nodeOf(container)?.body ?? -1;
        const members = this.plan.scopes[body]?.nodes ?? [];
        return members.every((node) =>
            this.ended.has(`${container}[${index}]/${this.plan.nodes[node]?.id ?? ""}`)
        );
    }

    isTopSettled(): boolean {
        const lane = laneOf(this.plan);
        return (this.plan.scopes[0]?.nodes ?? []).every((node) => {
            const id = this.plan.nodes[node]?.id ?? "";
            return lane.has(id) || this.ended.has(id);
        });
    }

    note(fact: Fact): void {
        if ("usage" in fact) this.tokens += fact.usage?.tokens ?? 0;
        if (fact.kind.startsWith("execution:")) this.noteExecution(fact);
        else if (fact.kind.startsWith("node:")) this.noteNode(fact);
        else this.noteScope(fact);
    }

    private noteExecution(fact: Fact): void {
        switch (fact.kind) {
            case "execution:paused":
                this.paused = true;
                break;
            case "execution:resumed":
                this.paused = false;
                break;
            case "execution:cancelling":
            case "execution:timing_out":
                this.closed.add("");
                this.paused = false;
                break;
            case "execution:completed":
            case "execution:failed":
            case "execution:cancelled":
            case "execution:timed_out":
                this.terminal = fact.kind;
                break;
            default:
        }
    }

    private noteNode(fact: Fact): void {
        switch (fact.kind) {
            case "node:started":
                this.unhold(fact.instance);
                this.open.add(fact.instance);
                this.running.add(fact.instance);
                break;
            case "node:held":
                this.unhold(fact.instance);
                if (fact.run !== undefined) this.close(fact.instance);
                this.held.add(fact.instance);
                if (fact.reason.code !== "lock") this.queue.push(fact.instance);
                break;
            case "node:waiting":
                this.running.delete(fact.instance);
                break;
            case "node:completed":
                this.end(fact.instance, "completed", fact.ports ?? [fact.port]);
                break;
            case "node:failed":
                this.end(fact.instance, "failed", HANDLED[fact.handled]);
                break;
            case "node:skipped":
                this.unhold(fact.instance);
                this.end(fact.instance, "skipped", []);
                break;
            case "node:cancelled":
                this.end(fact.instance, "cancelled", []);
                break;
            default:
        }
    }

    private noteScope(fact: Fact): void {
        switch (fact.kind) {
            case "user:input:required":
            case "child:opened":
                this.running.delete(fact.instance);
                break;
            case "scope:opened": {
                const { concurrency, on_item_error } = fact;
                const stops = on_item_error === "stop";
                const loop = {
                    concurrency,
                    stops,
                    next: 0,
                    live: new Set<number>(),
                    stopped: false
                };
                this.running.delete(fact.instance);
                this.loops.set(fact.instance, loop);
                break;
            }
            case "scope:failing":
            case "scope:stopping":
                this.noteClosed(fact.scope, fact.kind === "scope:failing");
                break;
            case "cleanup:started":
                this.cleanup = true;
                break;
            default:
                this.noteTurn(fact);
        }
    }

    private noteTurn(fact: Fact): void {
        if (fact.kind === "turn:started") {
            this.turns += 1;
            const loop = this.loops.get(fact.container);
            loop?.live.add(fact.index);
            if (loop !== undefined) loop.next = fact.index + 1;
        } else if (fact.kind === "turn:completed" || fact.kind === "turn:cancelled") {
            this.loops.get(fact.container)?.live.delete(fact.index);
        }
    }

    private noteClosed(scope: string, failing: boolean): void {
        this.closed.add(scope);
        if (scope === "") this.paused = false;
        const loop = this.loops.get(scope.slice(0, scope.lastIndexOf("[")));
        if (failing && loop?.stops === true) loop.stopped = true;
    }

    private unhold(instance: string): void {
        this.held.delete(instance);
        this.queue = this.queue.filter((each) => each !== instance);
    }

    private close(instance: string): void {
        this.open.delete(instance);
        this.running.delete(instance);
    }

    private end(
        instance: string,
        how: "completed" | "failed" | "skipped" | "cancelled",
        ports: readonly string[]
    ): void {
        if (this.ended.has(instance)) this.violations.push(`${instance} ended twice`);
        this.close(instance);
        this.ended.set(instance, how);
        this.ports.set(instance, ports);
    }
}

interface Loop {
    readonly concurrency: number;
    readonly stops: boolean;
    next: number;
    readonly live: Set<number>;
    stopped: boolean;
}

const HANDLED = { fail: [], continue: ["out"], branch: ["error"] } as const;

function scopeOf(instance: string): string {
    return instance.slice(0, Math.max(0, instance.lastIndexOf("/")));
}

function nameIn(scope: string, id: string): string {
    return scope === "" ? id : `${scope}/${id}`;
}

function laneOf(plan: Plan): Set<string> {
    const lane = new Set<number>();
    if (plan.settings.cleanup !== null) lane.add(plan.settings.cleanup);
    for (const node of lane) {
        for (const edge of plan.nodes[node]?.outs ?? []) lane.add(plan.edges[edge]?.target ?? -1);
    }
    return new Set([...lane].map((node) => plan.nodes[node]?.id ?? ""));
}
