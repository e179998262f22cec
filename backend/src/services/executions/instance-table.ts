import { setImmediate as breath } from "node:timers/promises";
import type { Fact, Reason } from "@flowmaestro/shared/orchestrator/facts.ts";
import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import { instanceName, turnScope } from "@flowmaestro/shared/orchestrator/instance.ts";
import { instances } from "@flowmaestro/shared/orchestrator/instances.ts";
import { indexOf } from "@flowmaestro/shared/orchestrator/plan-index.ts";
import type { NodeStatus } from "@flowmaestro/shared/orchestrator/open.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import type { Json, NodeError, Value } from "@flowmaestro/shared/orchestrator/values.ts";

/** One instance over all its facts. */
export interface InstanceRecord {
    readonly instance: string;
    readonly node_id: string;
    /** Index in the plan. */
    readonly node: number;
    /** Of its first fact, 0 for one that was never reached. */
    readonly first_seq: number;
    status: NodeStatus;
    reason?: Reason;
    port?: string;
    attempts: number;
    output?: Value;
    because?: Json;
    error?: NodeError;
    started_at?: number;
    ended_at?: number;
    until?: number;
    waits_for?: "wait" | "ask" | "child";
}

export interface InstanceTable {
    readonly state: State;
    readonly records: ReadonlyMap<string, InstanceRecord>;
}

/**
 * The core's own fold gives what is true now; the facts on the way give the details of each. `folded`
 * is the state after these facts, where somebody has it.
 */
export function foldInstances(plan: Plan, facts: readonly Fact[], folded?: State): InstanceTable {
    const folding = new Folding(plan, facts, folded);
    folding.readTo(facts.length);
    return folding.end();
}

const SLICE = 5_000;

/** The same: whoever looks at a loop of 100 000 turns does not hold up everybody else. */
export async function foldPatiently(
    plan: Plan,
    facts: readonly Fact[],
    folded?: State
): Promise<InstanceTable> {
    const folding = new Folding(plan, facts, folded);
    for (let to = SLICE; to < facts.length; to += SLICE) {
        folding.readTo(to);
        await breath();
    }
    folding.readTo(facts.length);
    return folding.end();
}

class Folding {
    private readonly plan: Plan;
    private readonly facts: readonly Fact[];
    private readonly isFolded: boolean;
    private readonly state: State;
    private readonly table: Table;
    private read = 0;

    constructor(plan: Plan, facts: readonly Fact[], folded: State | undefined) {
        this.plan = plan;
        this.facts = facts;
        this.isFolded = folded !== undefined;
        this.state = folded ?? initial(plan);
        this.table = new Table(plan);
    }

    readTo(end: number): void {
        for (; this.read < end; this.read += 1) {
            const fact = this.facts[this.read];
            if (fact === undefined) return;
            if (!this.isFolded) evolve(this.plan, this.state, fact);
            this.table.read(fact, this.read + 1);
        }
    }

    end(): InstanceTable {
        const { plan, facts, state, table } = this;
        for (const { instance, node, status, seq } of instances(plan, state)) {
            const record = table.get(instance, node, 0);
            const told = facts[seq - 1];
            // Skipped without a fact of its own; whatever held it before is no reason any more.
            if (status === "skipped" && record.status !== "skipped" && told !== undefined)
                record.reason = whyNeverReached(told);
            record.status = status;
        }
        return { state, records: table.sorted() };
    }
}

class Table {
    private readonly plan: Plan;
    private readonly records = new Map<string, InstanceRecord>();
    /** Some were made without a fact of their own, so not in the order of facts. */
    private isMixed = false;

    constructor(plan: Plan) {
        this.plan = plan;
    }

    get(instance: string, node: number, first_seq: number): InstanceRecord {
        let record = this.records.get(instance);
        if (record === undefined) {
            const node_id = this.plan.nodes[node]?.id ?? instance;
            record = { instance, node_id, node, first_seq, status: "pending", attempts: 0 };
            this.records.set(instance, record);
            this.isMixed ||= first_seq === 0;
        }
        return record;
    }

    read(fact: Fact, seq: number): void {
        if (fact.kind === "turn:completed" || fact.kind === "turn:cancelled") {
            this.endTurn(fact.container, fact.index, whyNeverReached(fact));
        } else if (fact.kind !== "execution:failed" && "instance" in fact) {
            this.apply(this.get(fact.instance, this.nodeOf(fact.instance), seq), fact);
        }
    }

    /** As things happened; what was never reached comes last, in the plan's order. */
    sorted(): ReadonlyMap<string, InstanceRecord> {
        if (!this.isMixed) return this.records;
        const place = (record: InstanceRecord): number =>
            record.first_seq === 0 ? Infinity : record.first_seq;
        return new Map(
            [...this.records].sort(([, a], [, b]) =>
                a.first_seq === b.first_seq ? a.node - b.node : place(a) - place(b)
            )
        );
    }

    private nodeOf(instance: string): number {
        const id = instance.slice(instance.lastIndexOf("/") + 1);
        return indexOf(this.plan).byId(id) ?? -1;
    }

    /** Members of a turn that it never came to are skipped with it. */
    private endTurn(container: string, index: number, reason: Reason): void {
        const body = this.plan.nodes[this.nodeOf(container)]?.body ?? null;
        if (body === null) return;
        for (const node of this.plan.scopes[body]?.nodes ?? []) {
            const name = instanceName(turnScope(container, index), this.plan.nodes[node]?.id ?? "");
            const record = this.get(name, node, 0);
            if (record.status !== "pending") continue;
            record.status = "skipped";
            record.reason = reason;
        }
    }

    private apply(record: InstanceRecord, fact: Fact): void {
        switch (fact.kind) {
            case "node:started":
                record.status = "running";
                record.started_at = fact.at;
                record.attempts = 1;
                if (record.reason !== undefined) delete record.reason;
                return;
            case "node:held":
            case "node:stopping":
                record.reason = fact.reason;
                return;
            case "node:waiting":
            case "user:input:required":
                record.status = "waiting";
                record.waits_for = fact.kind === "node:waiting" ? "wait" : "ask";
                record.until = fact.until;
                return;
            case "child:opened":
                record.status = "waiting";
                record.waits_for = "child";
                return;
            case "node:skipped":
            case "node:cancelled":
                record.status = fact.kind === "node:skipped" ? "skipped" : "cancelled";
                record.reason = fact.reason;
                if (record.started_at !== undefined) record.ended_at = fact.at;
                return;
            case "node:completed":
            case "node:failed":
                this.settle(record, fact);
                return;
            default:
                return;
        }
    }

    private settle(
        record: InstanceRecord,
        fact: Extract<Fact, { kind: "node:completed" | "node:failed" }>
    ): void {
        // Held or asked to stop before: how it ended is what counts.
        delete record.reason;
        record.attempts = fact.attempts;
        record.started_at = fact.started_at;
        record.ended_at = fact.ended_at;
        if (fact.kind === "node:failed") {
            record.status = "failed";
            record.error = fact.error;
            return;
        }
        record.status = "completed";
        record.port = fact.port;
        record.output = fact.output;
        record.because = fact.because;
    }
}

/** Why members were left out when their scope closed. */
function whyNeverReached(fact: Fact): Reason {
    switch (fact.kind) {
        case "scope:failing":
            return { code: "scope_failed", details: { instance: fact.instance } };
        case "execution:cancelling":
            return { code: "cancelled", details: { by: fact.by } };
        case "execution:timing_out":
            return { code: "timed_out" };
        case "scope:stopping":
        case "turn:cancelled":
            return fact.reason;
        case "turn:completed": {
            const { instance } = fact;
            return {
                code: "scope_failed",
                ...(instance === undefined ? {} : { details: { instance } })
            };
        }
        default:
            // The cleanup lane of an execution that needed none.
            return { code: "not_taken" };
    }
}
