import type { Fact } from "./facts.ts";
import { COLLECT } from "./instance.ts";
import type { Delta, Open } from "./open.ts";
import { warn, withDeadline, withEvent } from "./pending.ts";
import type { Plan } from "./plan.ts";
import { indexOf } from "./plan-index.ts";

/**
 * What the host has to perform and to stop after these facts. *Net*: an instance that started and
 * turned into a wait in one batch appears once, as the wait, else it would get two timers. What was
 * opened and ended within the batch does not appear at all; `ended` may name what was never open.
 *
 * Law: folding deltas over a log gives `pending` of the folded state, however the log is cut.
 */
export function delta(plan: Plan, facts: readonly Fact[]): Delta {
    const net: Net = { now: new Map(), fresh: new Set() };
    for (const fact of facts) add(plan, net, fact);
    const opened: Open[] = [];
    const ended: string[] = [];
    for (const [id, open] of net.now) {
        if (open !== null) opened.push(open);
        else if (!net.fresh.has(id)) ended.push(id);
    }
    return { opened, ended };
}

interface Net {
    /** Null where it ended. */
    readonly now: Map<string, Open | null>;
    /**
     * Opened out of nothing within this batch: nobody knows of it yet, and if it also ends here,
     * nobody has to.
     */
    readonly fresh: Set<string>;
}

function add(plan: Plan, net: Net, fact: Fact): void {
    switch (fact.kind) {
        case "execution:started":
            open(net, clock(fact.at + plan.settings.timeout_ms), true);
            break;
        case "cleanup:started":
            open(net, clock(fact.until), false);
            break;
        case "execution:cancelling":
        case "execution:timing_out":
        case "execution:completed":
        case "execution:failed":
        case "execution:cancelled":
        case "execution:timed_out":
            net.now.set("", null);
            break;
        case "scope:failing":
            if (fact.scope === "") net.now.set("", null);
            break;
        default:
            addNode(plan, net, fact);
    }
}

/** Runs of nodes, and what ends them. */
function addNode(plan: Plan, net: Net, fact: Fact): void {
    switch (fact.kind) {
        case "node:started":
            open(net, run(plan, fact.instance), true);
            break;
        case "node:held":
            if (fact.run !== undefined) net.now.set(fact.run, null);
            break;
        case "node:completed":
        case "node:failed":
        case "node:cancelled":
            net.now.set(fact.run ?? fact.instance, null);
            break;
        case "node:stopping": {
            const stopping = { deadline: fact.grace_until, stopping: true };
            open(net, { ...run(plan, fact.instance), ...stopping }, false);
            break;
        }
        default:
            addTurned(plan, net, fact);
    }
}

/** What a run turned into, and the boundary runs of containers. */
function addTurned(plan: Plan, net: Net, fact: Fact): void {
    switch (fact.kind) {
        case "node:waiting": {
            const base = { id: fact.instance, node: nodeOf(plan, fact.instance) };
            const rest = { ...withDeadline(fact.until), ...withEvent(fact.event) };
            open(net, { kind: "wait", ...base, ...rest }, false);
            break;
        }
        case "user:input:required": {
            const base = { id: fact.instance, node: nodeOf(plan, fact.instance) };
            const { until, request, warn_at } = fact;
            const rest = { ...withDeadline(until), request, ...warn(warn_at) };
            open(net, { kind: "ask", ...base, ...rest }, false);
            break;
        }
        case "child:opened": {
            const base = { id: fact.instance, node: nodeOf(plan, fact.instance) };
            const { workflow_id, version, input, detached } = fact;
            open(net, { kind: "child", ...base, workflow_id, version, input, detached }, false);
            break;
        }
        case "scope:opened":
            net.now.set(fact.instance, null);
            break;
        case "scope:checking": {
            const node = nodeOf(plan, fact.instance);
            open(net, { kind: "run", id: `${fact.instance}?${fact.index}`, node }, true);
            break;
        }
        case "scope:checked":
            net.now.set(`${fact.instance}?${fact.index}`, null);
            break;
        case "scope:collecting": {
            const node = nodeOf(plan, fact.instance);
            open(net, { kind: "run", id: fact.instance + COLLECT, node }, true);
            break;
        }
        default:
        // The rest opens and ends nothing.
    }
}

function open(net: Net, what: Open, fromNothing: boolean): void {
    if (fromNothing && !net.now.has(what.id)) net.fresh.add(what.id);
    net.now.set(what.id, what);
}

function clock(deadline: number): Open {
    return { kind: "clock", id: "", node: -1, deadline };
}

function run(plan: Plan, instance: string) {
    return { kind: "run" as const, id: instance, node: nodeOf(plan, instance) };
}

function nodeOf(plan: Plan, instance: string): number {
    const id = instance.slice(instance.lastIndexOf("/") + 1);
    return indexOf(plan).byId(id) ?? -1;
}
