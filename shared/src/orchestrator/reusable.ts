import type { Result } from "./events.ts";
import type { Fact, NodeFailed } from "./facts.ts";
import { instanceName, parseId, scopeOf, turnOf } from "./instance.ts";
import type { Plan, PlanNode } from "./plan.ts";
import { indexOf } from "./plan-index.ts";

/** What a run of the parent execution answered, to be fed as a `settled` with `reused: true`. */
export interface Reusable {
    /** Of the fact in the parent's log. */
    readonly seq: number;
    readonly result: Result;
    readonly attempts: number;
    readonly started_at: number;
    readonly ended_at: number;
}

/**
 * What a re-run takes over from its parent, by the id a run is open under: everything but `from` and
 * what depends on it. That is what follows in its scope, then the end of each container around it and
 * what follows that; other turns are kept, in a while or until the later ones go too, since each
 * depends on the one before. A failure is kept only where an error edge took it, else it counts as
 * one more `from`: reused, it would only fail again.
 *
 * The plan may be another version's: what is not in it any more is left out.
 */
export function reusable(
    plan: Plan,
    log: readonly Fact[],
    from: readonly string[]
): Map<string, Reusable> {
    const parent = readParent(log);
    const again = [...parent.failures.values()].filter(
        (failure) => !isTaken(plan, parent, failure)
    );
    const stale = staleFrom(plan, parent, [...from, ...again.map((failure) => failure.instance)]);
    return new Map(
        [...parent.runs].filter(([id, { result }]) => {
            return fits(plan, id, result) && !isStale(stale, id);
        })
    );
}

interface Parent {
    readonly runs: Map<string, Reusable>;
    readonly failures: Map<string, NodeFailed>;
    /** Containers that looped: their failures without a run of their own came from a turn. */
    readonly looped: Set<string>;
    /** Those among them whose turns depend on each other. */
    readonly checked: Set<string>;
}

function readParent(log: readonly Fact[]): Parent {
    const parent: Parent = {
        runs: new Map(),
        failures: new Map(),
        looped: new Set(),
        checked: new Set()
    };
    log.forEach((fact, at) => readFact(parent, fact, at + 1));
    return parent;
}

function readFact(parent: Parent, fact: Fact, seq: number): void {
    switch (fact.kind) {
        case "node:completed": {
            const { port, ports, output, because, vars } = fact;
            const result = { kind: "done" as const, port, ports, output, because, vars };
            parent.runs.set(fact.run ?? fact.instance, { seq, result, ...timesOf(fact) });
            break;
        }
        case "node:failed": {
            parent.failures.set(fact.instance, fact);
            if (fact.run === undefined && parent.looped.has(fact.instance)) break;
            const result = { kind: "failed" as const, error: fact.error };
            parent.runs.set(fact.run ?? fact.instance, { seq, result, ...timesOf(fact) });
            break;
        }
        case "scope:opened": {
            const { instance, turns, items, again, concurrency, on_item_error } = fact;
            const result = {
                kind: "loop" as const,
                turns,
                items,
                again,
                concurrency,
                on_item_error
            };
            parent.looped.add(instance);
            if (turns === undefined) parent.checked.add(instance);
            parent.runs.set(instance, { seq, result, ...timesOf({ ...fact, ended_at: fact.at }) });
            break;
        }
        case "scope:checked": {
            const { instance, index, again, at } = fact;
            const rest = { concurrency: 1, on_item_error: "stop" as const };
            const result = { kind: "loop" as const, again, ...rest };
            const times = timesOf({ attempts: 1, started_at: at, ended_at: at });
            parent.runs.set(`${instance}?${index}`, { seq, result, ...times });
            break;
        }
        default:
    }
}

function timesOf(fact: { attempts: number; started_at: number; ended_at: number }) {
    const { attempts, started_at, ended_at } = fact;
    return { attempts, started_at, ended_at };
}

/** Whether an error edge took a failure, if only that of the container it brought down. */
function isTaken(plan: Plan, parent: Parent, failure: NodeFailed): boolean {
    for (let at: NodeFailed | undefined = failure; at !== undefined;) {
        if (at.handled !== "fail")
            return at.handled === "branch" && hasErrorEdge(plan, at.instance);
        const scope = scopeOf(at.instance);
        at = scope === "" ? undefined : parent.failures.get(turnOf(scope).container);
    }
    return false;
}

function hasErrorEdge(plan: Plan, instance: string): boolean {
    return (nodeAt(plan, instance)?.outs ?? []).some((out) => {
        const edge = plan.edges[out];
        return edge?.port === "error" && edge.dead === undefined;
    });
}

interface Stale {
    /** Instances that run again, with all that is inside them. */
    readonly whole: Set<string>;
    /** Containers that only end again. */
    readonly ends: Set<string>;
    /** Of these, what comes after this turn goes as well. */
    readonly after: Map<string, number>;
}

function staleFrom(plan: Plan, parent: Parent, from: readonly string[]): Stale {
    const stale: Stale = { whole: new Set(), ends: new Set(), after: new Map() };
    const list = from.map((instance) => ({ instance, whole: true }));
    for (const { instance, whole } of list) {
        const seen = whole ? stale.whole : stale.ends;
        if (seen.has(instance)) continue;
        seen.add(instance);
        const scope = scopeOf(instance);
        for (const out of nodeAt(plan, instance)?.outs ?? []) {
            const target = plan.nodes[plan.edges[out]?.target ?? -1];
            if (target !== undefined) {
                list.push({ instance: instanceName(scope, target.id), whole: true });
            }
        }
        if (scope === "") continue;
        const { container, index } = turnOf(scope);
        list.push({ instance: container, whole: false });
        if (!parent.checked.has(container)) continue;
        stale.after.set(container, Math.min(index, stale.after.get(container) ?? index));
    }
    return stale;
}

function isStale(stale: Stale, id: string): boolean {
    const { instance, run, index } = parseId(id);
    if (run === "collect" && stale.ends.has(instance)) return true;
    if (run === "check" && index > (stale.after.get(instance) ?? Infinity)) return true;
    for (let at = instance; ;) {
        if (stale.whole.has(at)) return true;
        const scope = scopeOf(at);
        if (scope === "") return false;
        const turn = turnOf(scope);
        if (turn.index > (stale.after.get(turn.container) ?? Infinity)) return true;
        at = turn.container;
    }
}

/** Whether this plan still asks for that run, and can do something with its result. */
function fits(plan: Plan, id: string, result: Result): boolean {
    const { instance, run } = parseId(id);
    const node = nodeAt(plan, instance);
    if (node === null) return false;
    const isLoop = run !== "node" || result.kind === "loop";
    return result.kind === "failed" || isLoop === (node.body !== null);
}

/** The node of an instance, if every scope on its path is still where it was. */
function nodeAt(plan: Plan, instance: string): PlanNode | null {
    let scope: number | null = 0;
    let node: PlanNode | undefined;
    for (const part of instance.split("/")) {
        const bracket = part.indexOf("[");
        const id = bracket < 0 ? part : part.slice(0, bracket);
        node = plan.nodes[indexOf(plan).byId(id) ?? -1];
        if (scope === null || node?.scope !== scope) return null;
        scope = node.body;
    }
    return node ?? null;
}
