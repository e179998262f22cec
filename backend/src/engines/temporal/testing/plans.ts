import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";

/** Nodes and shapes that tests of this engine run. */
type Part = Partial<PlanNode>;
type Parts = { readonly [id: string]: Part };

export const effect = (value: Json = 1, more: Part = {}): Part => ({
    type: "effect",
    lane: "io",
    effect: "write",
    config: { value },
    ...more
});

export const light = (value: Json = 1, more: Part = {}): Part => ({
    type: "light",
    lane: "inline",
    config: { value },
    ...more
});

export const slow = (ms: number): Part => ({ type: "slow", lane: "io", config: { ms } });

export const fails = (times: number, retryable: boolean, more: Part = {}): Part => ({
    type: "fails",
    lane: "io",
    config: { times, retryable },
    ...more
});

export const waits = (config: { readonly [key: string]: Json }): Part => ({
    type: "wait",
    lane: "inline",
    config: { on_timeout: "fail", ...config }
});

export const asks = (timeout_seconds = 3_600, more: Json = {}): Part => ({
    type: "user-input",
    lane: "inline",
    config: { interaction: "input", prompt: "Which?", timeout_seconds, ...(more as object) }
});

export const calls = (workflow_id: string, wait = true): Part => ({
    type: "workflow",
    lane: "inline",
    config: { workflow_id, inputs: {}, wait }
});

export const times = (count: number, concurrency = 1): Part => ({
    type: "loop",
    lane: "inline",
    config: { mode: "times", times: count, concurrency, max_iterations: 1_000_000 }
});

export function chain(length: number, of: (index: number) => Part): Plan {
    const ids = Array.from({ length }, (_, index) => `n${index}`);
    const nodes = Object.fromEntries(ids.map((id, index) => [id, of(index)]));
    return buildPlan(`${ids.join(" -> ")}(output)`, { nodes });
}

/** Layers of a width, each node after all of the layer before. */
export function grid(
    layers: number,
    width: number,
    of: (layer: number, index: number) => Part
): Plan {
    const nodes: { [id: string]: Part } = {};
    const edges: string[] = [];
    for (let layer = 0; layer < layers; layer += 1)
        for (let index = 0; index < width; index += 1) {
            nodes[`n${layer}_${index}`] = of(layer, index);
            for (let from = 0; layer > 0 && from < width; from += 1)
                edges.push(`n${layer - 1}_${from} -> n${layer}_${index}`);
        }
    return buildPlan(edges.join("; "), { nodes, settings: { concurrency: 100 } });
}

export function plan(text: string, nodes: Parts, settings: Partial<Plan["settings"]> = {}): Plan {
    return buildPlan(text, { nodes, settings });
}

/** Two loops with a question between them: more than one run where runs are kept short. */
export const askedHalfWay = (): Plan =>
    plan("first { a }; second { b }; first -> q -> second", {
        first: times(24, 2),
        a: effect(),
        q: asks(),
        second: times(24, 2),
        b: effect()
    });
