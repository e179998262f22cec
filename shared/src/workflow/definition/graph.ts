import { own } from "../../schema/json.ts";
import type { WorkflowDefinition, WorkflowEdge } from "../document.ts";
import type { Catalogue } from "../catalogue.ts";
import { findCycle } from "./cycle.ts";
import type { FieldError } from "./inspect.ts";
import { invalid, named } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";

interface Known {
    readonly catalogue: Catalogue;
    /** The revision being replaced: a type that is gone may stay where it was. */
    readonly previous?: WorkflowDefinition;
}

/** The first reason why a well-formed document is no graph, or null. */
export function graphRefusal(definition: WorkflowDefinition, known: Known): Refusal | null {
    return (
        unknownTypes(definition, known) ??
        parents(definition, known.catalogue) ??
        duplicateEdges(definition.edges) ??
        dangling(definition) ??
        crossed(definition) ??
        cycle(definition)
    );
}

function unknownTypes({ nodes }: WorkflowDefinition, known: Known): Refusal | null {
    const kept = new Set(Object.values(known.previous?.nodes ?? {}).map(({ type }) => type));
    const unknown = Object.values(nodes).filter(
        ({ type }) => known.catalogue.get(type) === undefined && !kept.has(type)
    );
    const [first] = unknown;
    if (first === undefined) return null;
    return {
        code: "UNKNOWN_NODE_TYPE",
        message: `There is no node type "${first.type.replaceAll("\u0000", "\\u0000")}" (node "${first.id}").`,
        solution: `Use one of: ${known.catalogue.types.join(", ")}.`,
        details: {
            node_ids: unknown.slice(0, 20).map(({ id }) => id),
            valid_types: known.catalogue.types
        }
    };
}

function parents(definition: WorkflowDefinition, catalogue: Catalogue): Refusal | null {
    const errors: FieldError[] = [];
    for (const node of Object.values(definition.nodes)) {
        if (node.parentId === undefined) continue;
        const parent = own(definition.nodes, node.parentId);
        const field = `definition.nodes.${node.id}.parentId`;
        if (parent === undefined) {
            errors.push({ field, message: `There is no node "${node.parentId}".` });
        } else if (!mayHold(catalogue, parent.type)) {
            errors.push({
                field,
                message: `"${parent.id}" is no container: it cannot hold nodes.`
            });
        }
    }
    if (errors.length > 0) return invalid(errors);
    const nested = Object.values(definition.nodes).flatMap(({ id, parentId }) =>
        parentId === undefined ? [] : [{ source: id, target: parentId }]
    );
    const loop = findCycle(Object.keys(definition.nodes), nested);
    if (loop === null) return null;
    const field = `definition.nodes.${loop[0] ?? ""}.parentId`;
    return invalid([{ field, message: `${named(loop)} would be inside ${itself(loop)}.` }]);
}

function itself(loop: readonly string[]): string {
    return loop.length === 1 ? "itself" : "each other";
}

/** A type that is gone held what it holds. */
function mayHold(catalogue: Catalogue, type: string): boolean {
    const known = catalogue.get(type);
    return known === undefined || known.container === true;
}

function duplicateEdges(edges: readonly WorkflowEdge[]): Refusal | null {
    const seen = new Set<string>();
    const twice = new Set<string>();
    for (const { id } of edges) {
        if (seen.has(id)) twice.add(id);
        seen.add(id);
    }
    if (twice.size === 0) return null;
    const ids = [...twice];
    return {
        code: "DUPLICATE_EDGE_ID",
        message: `More than one edge is called ${named(ids)}.`,
        solution: "Give every edge an id of its own.",
        details: { edge_ids: ids.slice(0, 20) }
    };
}

function dangling({ nodes, edges }: WorkflowDefinition): Refusal | null {
    const loose = edges.filter(
        ({ source, target }) => !Object.hasOwn(nodes, source) || !Object.hasOwn(nodes, target)
    );
    if (loose.length === 0) return null;
    const missing = loose
        .flatMap(({ source, target }) => [source, target])
        .filter((id) => !Object.hasOwn(nodes, id));
    return {
        code: "DANGLING_EDGE",
        message: `${edgesCalled(loose)} to or from a node that is not there: ${named([...new Set(missing)])}.`,
        solution: "Remove these edges, or add the nodes they name.",
        details: {
            edge_ids: loose.slice(0, 20).map(({ id }) => id),
            missing: [...new Set(missing)].slice(0, 20)
        }
    };
}

function edgesCalled(edges: readonly WorkflowEdge[]): string {
    const ids = named(edges.map(({ id }) => id));
    return edges.length === 1 ? `Edge ${ids} leads` : `Edges ${ids} lead`;
}

function crossed({ nodes, edges }: WorkflowDefinition): Refusal | null {
    const crossing = edges.filter(
        ({ source, target }) => own(nodes, source)?.parentId !== own(nodes, target)?.parentId
    );
    if (crossing.length === 0) return null;
    return {
        code: "SCOPE_CROSSED",
        message: `${edgesCalled(crossing)} across the border of a container.`,
        solution:
            "Connect to the container itself; nodes inside read what is outside through references.",
        details: { edge_ids: crossing.slice(0, 20).map(({ id }) => id) }
    };
}

function cycle({ nodes, edges }: WorkflowDefinition): Refusal | null {
    const found = findCycle(Object.keys(nodes), edges);
    if (found === null) return null;
    const path = [...found.slice(0, 5), ...(found.length > 5 ? ["…"] : []), found[0] ?? ""];
    return {
        code: "WORKFLOW_CYCLE",
        message: `The edges run in a circle: ${path.join(" → ")}.`,
        solution: "Remove one of these edges. To repeat steps, put them inside a loop.",
        details: { node_ids: found.slice(0, 100), length: found.length }
    };
}
