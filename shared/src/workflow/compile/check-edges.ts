import type { Problem } from "../problem.ts";
import type { Catalogue } from "../catalogue.ts";
import { own } from "../../schema/json.ts";
import { DEFAULT_PORT, ERROR_PORT, errorPolicyOf, joinOf } from "./graph.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { called, listed, problem } from "./problems.ts";

/** Edges from ports that are not there, and into nodes that take none. */
export function checkEdges(graph: Graph, catalogue: Catalogue): Problem[] {
    return graph.definition.edges.flatMap((edge) => {
        const touched = [edge.source, edge.target].find((id) => graph.annotations.has(id));
        if (touched !== undefined) {
            const note = own(graph.definition.nodes, touched);
            return [
                problem({
                    code: "EDGE_NOT_ALLOWED",
                    edge: edge.id,
                    message: `A ${catalogue.get(note?.type ?? "")?.name ?? "note"} takes no edges: it never runs.`,
                    solution: "Remove the edge."
                })
            ];
        }
        const source = graph.nodes.get(edge.source);
        const target = graph.nodes.get(edge.target);
        return [
            ...(source === undefined ? [] : checkPort(source, edge)),
            ...(target === undefined ? [] : checkTarget(target, edge))
        ];
    });
}

interface Edge {
    readonly id: string;
    readonly sourceHandle?: string;
}

function checkPort(source: GraphNode, edge: Edge): Problem[] {
    const port = edge.sourceHandle ?? DEFAULT_PORT;
    if (source.ports === null || port === ERROR_PORT || source.ports.includes(port)) return [];
    const choices = [...source.ports, ERROR_PORT];
    return [
        problem({
            code: "UNKNOWN_PORT",
            node: source,
            edge: edge.id,
            message:
                edge.sourceHandle === undefined
                    ? `An edge leaves ${called(source)} by its default port, which it does not have.`
                    : `${called(source)} has no port "${port}".`,
            solution: `Let the edge leave by one of its ports: ${listed(choices)}.`
        })
    ];
}

function checkTarget(target: GraphNode, edge: Edge): Problem[] {
    if (target.type?.accepts_input !== false) return [];
    return [
        problem({
            code: "EDGE_NOT_ALLOWED",
            node: target,
            edge: edge.id,
            message: `${called(target)} starts the workflow: no edge may lead to it.`,
            solution: "Remove the edge. What other nodes put out is read by references."
        })
    ];
}

/** Joins that ask for more than there is. */
export function checkJoin(node: GraphNode): Problem[] {
    const needed = joinOf(node);
    const join = node.node.policy?.join;
    if (typeof join !== "object") return [];
    const alive = node.ins.filter(({ source }) => source !== null).length;
    if (needed <= alive) return [];
    const isDisabled = needed <= node.ins.length;
    return [
        problem({
            code: "JOIN_NEVER_FIRES",
            severity: isDisabled ? "warning" : "error",
            node,
            field: ["policy", "join"],
            message: isDisabled
                ? `${called(node)} waits for ${needed} edges; without what is disabled it has ${alive}.`
                : `${called(node)} waits for ${needed} edges but has ${node.ins.length}: it would never start.`,
            solution: `Lower at_least to ${Math.max(alive, 1)} or less, or connect more edges.`
        })
    ];
}

/** Nodes that no execution can reach, each told once. */
export function checkReachable(order: readonly GraphNode[]): Problem[] {
    const reachable = new Set<string>();
    const byId = new Map(order.map((node) => [node.id, node]));
    return order.flatMap((node) => {
        const inside = node.parent === null || !byId.has(node.parent) || reachable.has(node.parent);
        const led = node.ins.some((edge) => {
            const source = edge.source === null ? undefined : byId.get(edge.source);
            if (source === undefined || !reachable.has(source.id)) return false;
            return edge.port !== ERROR_PORT || errorPolicyOf(source) === "branch";
        });
        if (inside && (led || node.ins.length === 0)) {
            reachable.add(node.id);
            return [];
        }
        return [
            problem({
                code: "UNREACHABLE_NODE",
                severity: "warning",
                node,
                message: `${called(node)} never runs: nothing that runs leads to it.`,
                solution: "Enable the nodes before it, or connect it to one that runs."
            })
        ];
    });
}
