import type { Plan, PlanNode } from "../plan.ts";

/**
 * A tiny interpreter to compare the core with: no time, no order, no facts. It walks each scope once,
 * top-down, and says what becomes of every instance when nothing but results decides.
 *
 * Two things are beyond it, and stated so: what a *failing* scope still reaches depends on time (it
 * goes on as if there was all the time), and joins that cancel losers depend on who is first.
 */
export type Fate = "completed" | "failed" | "skipped";

/** What a run answers, by the id it is open under. */
export type Answer =
    | { readonly kind: "done"; readonly ports: readonly string[] }
    | { readonly kind: "failed" }
    | { readonly kind: "turns"; readonly turns: number; readonly collect: boolean }
    | { readonly kind: "while"; readonly collect: boolean }
    | { readonly kind: "again"; readonly again: boolean };

export interface Reading {
    readonly fates: Map<string, Fate>;
    /** Scopes that fail, `""` for the execution. */
    readonly failing: Set<string>;
    /** Instances whose failure nobody handles. */
    readonly culprits: Set<string>;
}

export function interpret(plan: Plan, answer: (id: string) => Answer): Reading {
    const reading: Reading = { fates: new Map(), failing: new Set(), culprits: new Set() };
    runScope({ plan, answer, reading }, 0, "");
    return reading;
}

interface Walk {
    readonly plan: Plan;
    readonly answer: (id: string) => Answer;
    readonly reading: Reading;
}

function runScope(walk: Walk, scope: number, path: string): void {
    const ports = new Map<number, readonly string[]>();
    const waiting = new Set(walk.plan.scopes[scope]?.nodes);
    waiting.delete(walk.plan.settings.cleanup ?? -1);
    // Acyclic: every pass settles at least one node, but for what hangs on the cleanup node.
    for (let before = -1; waiting.size !== before;) {
        before = waiting.size;
        for (const index of waiting) {
            const node = walk.plan.nodes[index];
            if (node === undefined || !isDecided(walk.plan, node, ports)) continue;
            waiting.delete(index);
            const instance = path === "" ? node.id : `${path}/${node.id}`;
            ports.set(index, runNode(walk, { node, instance, path, ports }));
        }
    }
}

function isDecided(plan: Plan, node: PlanNode, ports: Map<number, readonly string[]>): boolean {
    return node.ins.every((edge) => {
        const { source = -1, dead } = plan.edges[edge] ?? {};
        return dead !== undefined || ports.has(source);
    });
}

interface Visit {
    readonly node: PlanNode;
    readonly instance: string;
    readonly path: string;
    readonly ports: Map<number, readonly string[]>;
}

/** The ports it leaves by; none for what is skipped or fails its scope. */
function runNode(walk: Walk, { node, instance, path, ports }: Visit): readonly string[] {
    const { fates, failing, culprits } = walk.reading;
    const live = node.ins.filter((index) => {
        const edge = walk.plan.edges[index];
        if (edge === undefined || edge.dead !== undefined) return false;
        return ports.get(edge.source)?.includes(edge.port) === true;
    });
    if (node.ins.length > 0 && live.length < Math.max(1, node.join)) {
        fates.set(instance, "skipped");
        return [];
    }
    const left = runInstance(walk, node, instance);
    fates.set(instance, left === null ? "failed" : "completed");
    if (left !== null) return left;
    if (node.on_error === "continue") return ["out"];
    if (node.on_error === "branch") return ["error"];
    failing.add(path);
    culprits.add(instance);
    return [];
}

/** Null: it failed. */
function runInstance(walk: Walk, node: PlanNode, instance: string): readonly string[] | null {
    const first = walk.answer(instance);
    if (first.kind === "done") return first.ports;
    if (first.kind === "failed" || first.kind === "again" || node.body === null) return null;
    for (let index = 0; first.kind === "while" || index < first.turns; index += 1) {
        const check = first.kind === "while" ? walk.answer(`${instance}?${index}`) : null;
        if (check !== null && check.kind !== "again") return null;
        if (check?.again === false) break;
        const turn = `${instance}[${index}]`;
        runScope(walk, node.body, turn);
        if (walk.reading.failing.has(turn) && !first.collect) return null;
    }
    const last = walk.answer(`${instance}/collect`);
    return last.kind === "done" ? last.ports : null;
}
