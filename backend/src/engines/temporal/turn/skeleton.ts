import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Kind, PackedEdge, PackedPlan } from "../workflow/packed-plan.ts";

/** What a history needs of a plan: its graph, its policies and its labels, no node's config. */
export function skeleton(plan: Plan): PackedPlan {
    const kinds = new Places<Kind>();
    const ports = new Places<string>();
    ports.of("out");
    const nodes = plan.nodes.map((node) => {
        const { type, scope, body, join, losers, on_error, retry } = node;
        const { timeout_ms, effect, lane, locks, id, label } = node;
        const shape = { type, scope, body, join, losers, on_error, retry };
        const kind = kinds.of({ ...shape, timeout_ms, effect, lane, locks });
        return [kind, id, label === id ? 0 : label] as const;
    });
    const edges = plan.edges.map(({ source, target, port, dead }): PackedEdge => {
        const at = ports.of(port);
        if (dead !== undefined) return [source, target, at, 1];
        return at === 0 ? [source, target] : [source, target, at];
    });
    const { scopes, outputs, settings } = plan;
    return { kinds: kinds.all, nodes, ports: ports.all, edges, scopes, outputs, settings };
}

class Places<T> {
    readonly all: T[] = [];
    private readonly known = new Map<string, number>();

    of(item: T): number {
        const text = JSON.stringify(item);
        let at = this.known.get(text);
        if (at === undefined) {
            at = this.all.push(item) - 1;
            this.known.set(text, at);
        }
        return at;
    }
}

/**
 * A fact as the workflow needs it: it only folds. What a node gave is read by nobody there, so a
 * history is as long as its execution has steps, however much they carry.
 */
export function bare(fact: Fact): Fact {
    if (fact.kind === "execution:started")
        return { at: fact.at, kind: fact.kind, trigger: fact.trigger, inputs: NOTHING };
    if (fact.kind !== "node:completed") return fact;
    const { at, kind, instance, port, ports, run } = fact;
    const left = ports === undefined ? { port } : { port, ports };
    // Of a loop: which run ended with it. Without it that one would be open for ever.
    return { at, kind, instance, ...left, ...(run === undefined ? {} : { run }) } as Fact;
}

const NOTHING = { json: null };
