import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";

/** What a history needs of a plan: its graph, its policies and its labels, no node's config. */
export function skeleton(plan: Plan): Plan {
    return {
        ...plan,
        nodes: plan.nodes.map(({ secret: _sealed, ...node }) => ({
            ...node,
            config: null,
            reads: []
        }))
    };
}
