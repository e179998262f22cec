import { own } from "../../schema/json.ts";
import type { InputField } from "../../schema/value-type.ts";
import type { Catalogue } from "../catalogue.ts";
import { inputNodes } from "../execution-inputs.ts";
import type { Problem } from "../problem.ts";
import type { Analysis } from "./analysis.ts";
import { checkContainers } from "./check-containers.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { called, problem } from "./problems.ts";

/** What concerns the workflow as a whole. */
export function checkWorkflow({ graph }: Analysis, catalogue: Catalogue): Problem[] {
    return [
        ...checkStart(graph),
        ...checkTypes(graph, catalogue),
        ...checkContainers(graph),
        ...checkOutputs(graph),
        ...checkInputs(graph, catalogue),
        ...checkCleanup(graph)
    ];
}

function checkStart(graph: Graph): Problem[] {
    const cleanup = graph.definition.settings?.cleanup;
    const starts = (graph.members.get(null) ?? []).some(
        (id) => id !== cleanup && graph.nodes.get(id)?.ins.length === 0
    );
    if (starts) return [];
    const all = Object.keys(graph.definition.nodes).length;
    return [
        problem({
            code: "WORKFLOW_EMPTY",
            message:
                all === 0
                    ? "The workflow has no nodes."
                    : "Nothing in the workflow starts: all there is are notes, disabled nodes or what waits for them.",
            solution: "Add a node, for example Input, and connect what should follow it."
        })
    ];
}

function checkTypes(graph: Graph, catalogue: Catalogue): Problem[] {
    return [...graph.nodes.values()].flatMap((node) => {
        if (node.type === undefined) {
            return [
                problem({
                    code: "UNKNOWN_NODE_TYPE",
                    node,
                    field: ["type"],
                    message: `${called(node)} has the type "${node.node.type}", which does not exist here.`,
                    solution: `Replace it by one of: ${catalogue.types.join(", ")}.`
                })
            ];
        }
        if ((node.node.version ?? 1) <= node.type.version) return [];
        return [
            problem({
                code: "NEWER_NODE_VERSION",
                node,
                message: `${called(node)} was saved by a newer FlowMaestro (${node.type.name} version ${node.node.version ?? 1}; this one knows ${node.type.version}).`,
                solution: "Update FlowMaestro, or replace the node."
            })
        ];
    });
}

/** Nodes whose results are the execution's outputs, with the names they go by. */
export function outputsOf(graph: Graph): { readonly node: GraphNode; readonly name: string }[] {
    return (graph.members.get(null) ?? []).flatMap((id) => {
        const node = graph.nodes.get(id);
        const named = node?.type?.execution_output;
        if (node === undefined || named === undefined || node.config === undefined) return [];
        return [{ node, name: named(node.config, node.id) }];
    });
}

function checkOutputs(graph: Graph): Problem[] {
    const first = new Map<string, GraphNode>();
    return outputsOf(graph).flatMap(({ node, name }) => {
        const other = first.get(name);
        if (other === undefined) {
            first.set(name, node);
            return [];
        }
        return [
            problem({
                code: "OUTPUT_NAME_SHARED",
                severity: "warning",
                node,
                field: ["data", "name"],
                message: `${called(node)} and ${called(other)} both write the output "${name}": the later one wins.`,
                solution: "Give one of them another name, unless only one of them ever runs."
            })
        ];
    });
}

function checkInputs(graph: Graph, catalogue: Catalogue): Problem[] {
    const first = new Map<string, { id: string; type: InputField["type"] }>();
    return inputNodes(graph.definition, catalogue).flatMap(({ id, schema }) =>
        Object.entries(schema).flatMap(([name, { type }]) => {
            const other = first.get(name);
            if (other === undefined) first.set(name, { id, type });
            if (other === undefined || canBeBoth(other.type, type)) return [];
            return [
                problem({
                    code: "INPUT_TYPE_CONFLICT",
                    node: graph.nodes.get(id),
                    field: ["data", "schema", name, "type"],
                    message: `The input "${name}" is ${type} here and ${other.type} in "${other.id}": no value can be both.`,
                    solution: "Give both the same type, or one of them another name."
                })
            ];
        })
    );
}

function canBeBoth(first: InputField["type"], second: InputField["type"]): boolean {
    const types = [first, second];
    if (first === second || types.includes("any")) return true;
    if (types.includes("number") && types.includes("integer")) return true;
    return types.includes("file") && (types.includes("string") || types.includes("object"));
}

function checkCleanup(graph: Graph): Problem[] {
    const id = graph.definition.settings?.cleanup;
    if (id === undefined) return [];
    const node = graph.nodes.get(id);
    const problems: string[] = [];
    if (own(graph.definition.nodes, id) === undefined) problems.push(`there is no node "${id}"`);
    else if (node === undefined) return [];
    else if (node.parent !== null) problems.push("it is inside a container");
    else if (node.ins.length > 0) problems.push("edges lead to it");
    else problems.push(...mixedLane(graph, node));
    return problems.map((why) =>
        problem({
            code: "CLEANUP_NOT_POSSIBLE",
            node,
            message: `The cleanup node cannot be started on its own: ${why}.`,
            solution:
                "Choose a node at the top level without incoming edges; what follows it follows only it."
        })
    );
}

/** A node after both the cleanup node and another would wait for what never comes. */
function mixedLane(graph: Graph, cleanup: GraphNode): string[] {
    const lane = new Set([cleanup.id]);
    for (const id of lane) {
        for (const { target } of graph.nodes.get(id)?.outs ?? []) lane.add(target);
    }
    const mixed = [...lane].find((id) =>
        graph.nodes.get(id)?.ins.some(({ source }) => source === null || !lane.has(source))
    );
    const node = mixed === undefined ? undefined : graph.nodes.get(mixed);
    return node === undefined ? [] : [`${called(node)} also follows nodes of the workflow itself`];
}
