import { own } from "../../schema/json.ts";
import { resultNodeOf } from "../container.ts";
import type { Problem } from "../problem.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { called, listed, problem } from "./problems.ts";

/** What stands in containers, and what they need inside. */
export function checkContainers(graph: Graph): Problem[] {
    return [...graph.nodes.values()].flatMap((node) => [
        ...checkPlace(node),
        ...(node.type?.container === true ? checkBody(node, graph) : [])
    ]);
}

function checkPlace(node: GraphNode): Problem[] {
    const isEdgeOfFlow = node.type?.execution_output ?? node.type?.execution_inputs;
    if (node.parent === null || isEdgeOfFlow === undefined) return [];
    return [
        problem({
            code: "NOT_IN_CONTAINER",
            node,
            message: `${called(node)} is inside a container, where ${node.type?.name ?? "it"} cannot stand.`,
            solution: "Move it to the top level; inside, use references."
        })
    ];
}

function checkBody(node: GraphNode, graph: Graph): Problem[] {
    const members = graph.members.get(node.id) ?? [];
    const starts = members.some((id) => graph.nodes.get(id)?.ins.length === 0);
    if (starts) return checkResultNode(node, graph, members);
    return [
        problem({
            code: "LOOP_EMPTY",
            node,
            message:
                members.length === 0
                    ? `${called(node)} has nothing to repeat.`
                    : `Nothing inside ${called(node)} starts: what is there waits for disabled nodes.`,
            solution: "Put at least one enabled node inside it."
        })
    ];
}

function checkResultNode(node: GraphNode, graph: Graph, members: readonly string[]): Problem[] {
    const id = resultNodeOf(node.data);
    if (id === undefined || members.includes(id)) return [];
    const isDisabled = own(graph.definition.nodes, id)?.parentId === node.id;
    return [
        problem({
            code: "INVALID_CONFIG",
            node,
            field: ["data", "result_node"],
            message: isDisabled
                ? `${called(node)} takes the result of a turn from "${id}", which does not run.`
                : `${called(node)} takes the result of a turn from "${id}", which is not inside it.`,
            solution: `Name one of ${listed(members)}, or none: then the last nodes give the result.`
        })
    ];
}
