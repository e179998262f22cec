import { isObject, own } from "../../schema/json.ts";
import type { Json, JsonObject } from "../../orchestrator/values.ts";
import type { Catalogue, NodeType, Port } from "../catalogue.ts";
import { readConfig } from "../config/read-config.ts";
import type { ConfigIssue } from "../config/read-config.ts";
import type { WorkflowDefinition, WorkflowNode } from "../document.ts";

export const DEFAULT_PORT = "out";
export const ERROR_PORT = "error";

/** A node that will run, with what its own data says. */
export interface GraphNode {
    readonly id: string;
    readonly node: WorkflowNode;
    readonly type: NodeType | undefined;
    readonly label: string;
    /** `data` without the label. */
    readonly data: JsonObject;
    /** Undefined where it cannot be known: the type is gone, or the data is wrong. */
    readonly config: unknown;
    readonly issues: readonly ConfigIssue[];
    /** Without `error`; null where they depend on a config that cannot be read. */
    readonly ports: readonly string[] | null;
    /** The container around it, null at the top. */
    readonly parent: string | null;
    readonly ins: readonly GraphEdge[];
    readonly outs: readonly GraphEdge[];
    /** The document has an edge from its error port, wherever it leads. */
    readonly has_error_edge: boolean;
}

/** An edge as it will be: disabled nodes on the way are gone. */
export interface GraphEdge {
    readonly id: string;
    /** Null where the source is disabled: the edge is dead. */
    readonly source: string | null;
    readonly port: string;
    readonly target: string;
    /** The disabled nodes it was joined through, from the source on. */
    readonly via: readonly string[];
}

export interface Graph {
    readonly definition: WorkflowDefinition;
    /** In order of id: a map has no order that every JSON store keeps. */
    readonly nodes: ReadonlyMap<string, GraphNode>;
    /** In the order of the document. */
    readonly edges: readonly GraphEdge[];
    /** Disabled, or inside something disabled; with the node whose output is read instead. */
    readonly disabled: ReadonlyMap<string, string | null>;
    /** Notes and the like. */
    readonly annotations: ReadonlySet<string>;
    /** Members of a container, in order of id; those of the top under null. */
    readonly members: ReadonlyMap<string | null, readonly string[]>;
}

export function buildGraph(definition: WorkflowDefinition, catalogue: Catalogue): Graph {
    const all = Object.values(definition.nodes).sort((a, b) => (a.id < b.id ? -1 : 1));
    const annotations = new Set(
        all.filter(({ type }) => catalogue.get(type)?.annotation === true).map(({ id }) => id)
    );
    const off = new Set(all.filter((node) => isOff(definition, node)).map(({ id }) => id));
    const runs = (id: string) => !off.has(id) && !annotations.has(id);

    const documentEdges = uniqueEdges(definition).filter(
        ({ source, target }) => !annotations.has(source) && !annotations.has(target)
    );
    const { edges, aliases } = compileAway(documentEdges, off);
    const withErrorEdge = new Set(
        documentEdges.filter(({ port }) => port === ERROR_PORT).map(({ source }) => source)
    );
    const into = groupBy(edges, ({ target }) => target);
    const outOf = groupBy(edges, ({ source }) => source);
    const nodes = new Map<string, GraphNode>();
    const members = new Map<string | null, string[]>([[null, []]]);
    for (const node of all.filter(({ id }) => runs(id))) {
        const parent = node.parentId ?? null;
        nodes.set(node.id, {
            ...readNode(node, catalogue.get(node.type)),
            parent,
            ins: into.get(node.id) ?? [],
            outs: outOf.get(node.id) ?? [],
            has_error_edge: withErrorEdge.has(node.id)
        });
        const siblings = members.get(parent);
        if (siblings === undefined) members.set(parent, [node.id]);
        else siblings.push(node.id);
    }
    const disabled = new Map([...off].map((id) => [id, aliases.get(id) ?? null]));
    return { definition, nodes, edges, disabled, annotations, members };
}

function readNode(node: WorkflowNode, type: NodeType | undefined) {
    const { label, ...rest } = node.data;
    const data = rest as { readonly [key: string]: Json };
    const { config, issues } = type ? readConfig(type, data) : { issues: [], config: undefined };
    const text = typeof label === "string" ? label.trim() : "";
    return {
        id: node.id,
        node,
        type,
        label: text === "" ? (type?.name ?? node.type) : text,
        data: isObject(data) ? data : {},
        config,
        issues,
        ports: type ? portsOf(type, config) : null
    };
}

function portsOf(type: NodeType, config: unknown): readonly string[] | null {
    if (typeof type.ports !== "function") return withoutError(type.ports);
    return config === undefined ? null : withoutError(type.ports(config));
}

function withoutError(ports: readonly Port[]): readonly string[] {
    return ports.map(({ id }) => id).filter((id) => id !== ERROR_PORT);
}

/** A disabled container disables its body. The bound ends a walk that a wrong document sends in circles. */
function isOff(definition: WorkflowDefinition, node: WorkflowNode): boolean {
    let at: WorkflowNode | undefined = node;
    for (let depth = 0; at !== undefined && depth <= 2_000; depth += 1) {
        if (at.disabled === true) return true;
        at = at.parentId === undefined ? undefined : own(definition.nodes, at.parentId);
    }
    return false;
}

interface DocumentEdge {
    readonly id: string;
    readonly source: string;
    readonly port: string;
    readonly target: string;
}

/** Two edges between the same ends count once. */
function uniqueEdges({ edges }: WorkflowDefinition): DocumentEdge[] {
    const seen = new Set<string>();
    return edges.flatMap(({ id, source, sourceHandle, target }) => {
        const port = sourceHandle ?? DEFAULT_PORT;
        // A JSON list cannot be confused with another, whatever the port is called.
        const key = JSON.stringify([source, port, target]);
        if (seen.has(key)) return [];
        seen.add(key);
        return [{ id, source, port, target }];
    });
}

/**
 * A disabled node with one edge in and one out by its default port is joined: what led to it leads to
 * what followed it, at the place of the edge that left it. The edges of any other are dead.
 */
function compileAway(
    edges: readonly DocumentEdge[],
    off: ReadonlySet<string>
): { edges: GraphEdge[]; aliases: Map<string, string> } {
    if (off.size === 0)
        return { edges: edges.map((edge) => ({ ...edge, via: [] })), aliases: new Map() };
    const into = groupBy(edges, ({ target }) => target);
    const outOf = groupBy(edges, ({ source }) => source);
    const joint = (id: string): DocumentEdge | undefined => {
        const [before, second] = into.get(id) ?? [];
        const [after, other] = outOf.get(id) ?? [];
        const isJoint = second === undefined && other === undefined && after?.port === DEFAULT_PORT;
        return isJoint ? before : undefined;
    };
    const aliases = new Map<string, string>();
    const compiled = edges.flatMap((edge): GraphEdge[] => {
        if (off.has(edge.target)) return [];
        const via: string[] = [];
        let at: DocumentEdge = edge;
        while (off.has(at.source) && via.length <= off.size) {
            via.unshift(at.source);
            const before = joint(at.source);
            if (before === undefined) return [{ ...edge, source: null, via }];
            at = before;
        }
        for (const id of via) aliases.set(id, at.source);
        return [{ id: edge.id, source: at.source, port: at.port, target: edge.target, via }];
    });
    return { edges: compiled, aliases };
}

function groupBy<Item, Key>(items: readonly Item[], key: (item: Item) => Key): Map<Key, Item[]> {
    const groups = new Map<Key, Item[]>();
    for (const item of items) {
        const group = groups.get(key(item));
        if (group === undefined) groups.set(key(item), [item]);
        else group.push(item);
    }
    return groups;
}

/** What a failure of the node does, as far as the document says. */
export function errorPolicyOf({ node, has_error_edge }: GraphNode): "fail" | "continue" | "branch" {
    return node.policy?.on_error ?? (has_error_edge ? "branch" : "fail");
}

/** 0: all; k: the k-th live edge starts the node. */
export function joinOf({ node }: GraphNode): number {
    const join = node.policy?.join ?? "all";
    if (join === "all") return 0;
    return join === "any" ? 1 : join.at_least;
}

/** The containers around a node, from the inside out. */
export function enclosing(graph: Graph, id: string): string[] {
    const around: string[] = [];
    let parent = graph.nodes.get(id)?.parent ?? null;
    while (parent !== null && !around.includes(parent)) {
        around.push(parent);
        parent = graph.nodes.get(parent)?.parent ?? null;
    }
    return around;
}
