import type { Problem } from "../problem.ts";
import { DEFAULT_PORT, ERROR_PORT } from "./graph.ts";
import type { GraphNode } from "./graph.ts";
import { called, problem } from "./problems.ts";

/** Policies that make no sense where they stand. */
export function checkPolicy(node: GraphNode): Problem[] {
    const { policy } = node.node;
    if (policy === undefined || node.type === undefined) return [];
    const refused = (node.type.refuses ?? []).filter((key) => policy[key] !== undefined);
    return [
        ...refused.map((key) =>
            problem({
                code: "POLICY_NOT_ALLOWED",
                node,
                field: ["policy", key],
                message: `${called(node)} takes no ${WORDS[key]}: a ${node.type?.name ?? "node"} has limits of its own.`,
                solution: `Remove policy.${key}.`
            })
        ),
        ...checkContinue(node),
        ...checkErrorEdge(node)
    ];
}

const WORDS = {
    retry: "retries",
    timeout_seconds: "time limit",
    on_error: "error policy"
} as const;

function checkContinue(node: GraphNode): Problem[] {
    if (node.node.policy?.on_error !== "continue") return [];
    if (node.ports === null || node.ports.includes(DEFAULT_PORT)) return [];
    return [
        problem({
            code: "POLICY_NOT_ALLOWED",
            node,
            field: ["policy", "on_error"],
            message: `${called(node)} cannot continue on error: it has no default port to continue by.`,
            solution: `Set on_error to "branch" and connect the error port, or remove it.`
        })
    ];
}

function checkErrorEdge(node: GraphNode): Problem[] {
    const stated = node.node.policy?.on_error;
    if (stated === undefined || stated === "branch" || !node.has_error_edge) return [];
    const edge = node.outs.find(({ port }) => port === ERROR_PORT);
    return [
        problem({
            code: "POLICY_CONFLICT",
            node,
            field: ["policy", "on_error"],
            edge: edge?.id,
            message: `${called(node)} has an edge from its error port, but on_error is "${stated}": the edge is never taken.`,
            solution: `Set on_error to "branch", or remove the edge.`
        })
    ];
}
