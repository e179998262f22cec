import { references, renameReferences } from "@flowmaestro/shared/workflow/templates/references.ts";
import type {
    Policy,
    WorkflowDefinition,
    WorkflowEdge,
    WorkflowNode,
    WorkflowSettings
} from "@flowmaestro/shared/workflow/document.ts";
import { detailsOf } from "./content.ts";
import type { Change, Content, Details } from "./content.ts";
import { dataOf } from "./node-facts.ts";
import { DEFAULT_PORT, graphOf, portOf } from "./graph.ts";
import type { Connection } from "./connection.ts";

/**
 * What people do to a document, as lists of record changes. Nothing here looks at a store or knows
 * how a change is shown; the words of the undo list are the caller's.
 */

export interface Point {
    readonly x: number;
    readonly y: number;
}

export const SNAP = 8;

export function snapped({ x, y }: Point): Point {
    return { x: Math.round(x / SNAP) * SNAP, y: Math.round(y / SNAP) * SNAP };
}

export function changeNode(
    definition: WorkflowDefinition,
    id: string,
    change: (node: WorkflowNode) => WorkflowNode
): Change[] {
    const before = definition.nodes[id];
    if (before === undefined) return [];
    const after = change(before);
    return after === before ? [] : [{ kind: "node", at: placeOf(definition, id), before, after }];
}

export function addNode(definition: WorkflowDefinition, node: WorkflowNode): Change {
    const at = Object.keys(definition.nodes).length;
    return { kind: "node", at, before: null, after: node };
}

export function moveNodes(
    definition: WorkflowDefinition,
    positions: ReadonlyMap<string, Point>
): Change[] {
    return [...positions].flatMap(([id, position]) =>
        changeNode(definition, id, (node) =>
            node.position.x === position.x && node.position.y === position.y
                ? node
                : { ...node, position: { x: position.x, y: position.y } }
        )
    );
}

export function addEdge(definition: WorkflowDefinition, connection: Connection): Change {
    const edge = edgeOf(definition, connection);
    return { kind: "edge", at: definition.edges.length, before: null, after: edge };
}

function edgeOf(definition: WorkflowDefinition, connection: Connection): WorkflowEdge {
    const { source, port, target } = connection;
    const taken = new Set(definition.edges.map((edge) => edge.id));
    const stem = `${source}-${port}-${target}`;
    let id = stem;
    for (let number = 2; taken.has(id); number++) id = `${stem}-${number}`;
    return {
        id,
        source,
        ...(port === DEFAULT_PORT ? {} : { sourceHandle: port }),
        target
    };
}

/** Drags one end of an edge elsewhere; it keeps its place in the order. */
export function rerouteEdge(
    definition: WorkflowDefinition,
    id: string,
    connection: Connection
): Change[] {
    const at = definition.edges.findIndex((edge) => edge.id === id);
    const before = definition.edges[at];
    if (before === undefined) return [];
    const { source, port, target } = connection;
    const { sourceHandle: _old, ...rest } = before;
    const after = {
        ...rest,
        source,
        ...(port === DEFAULT_PORT ? {} : { sourceHandle: port }),
        target
    };
    return [{ kind: "edge", at, before, after }];
}

/**
 * Puts a node into an edge. The edge that arrives keeps its id and its place, because its target may
 * read its inputs in that order.
 */
export function spliceNode(
    definition: WorkflowDefinition,
    input: {
        readonly edge: WorkflowEdge;
        readonly node: string;
        /** Null for a node nothing leaves from: the edge then ends there. */
        readonly port: string | null;
    }
): Change[] {
    const { edge, node, port } = input;
    const arriving = { source: edge.source, port: portOf(edge), target: node };
    if (port === null) return rerouteEdge(definition, edge.id, arriving);
    return [
        ...rerouteEdge(definition, edge.id, { source: node, port, target: edge.target }),
        addEdge(definition, arriving)
    ];
}

/** Nodes with everything that hangs on them. Containers take their inside along. */
export function remove(
    definition: WorkflowDefinition,
    doomed: { readonly nodes: readonly string[]; readonly edges: readonly string[] }
): Change[] {
    const nodes = withInside(definition, doomed.nodes);
    const edges = new Set(doomed.edges);
    const changes: Change[] = [];
    // From the back, so that undo puts each where it was.
    definition.edges.forEach((edge, at) => {
        if (edges.has(edge.id) || nodes.has(edge.source) || nodes.has(edge.target)) {
            changes.unshift({ kind: "edge", at, before: edge, after: null });
        }
    });
    const gone: Change[] = [];
    Object.values(definition.nodes).forEach((node, at) => {
        if (nodes.has(node.id)) gone.unshift({ kind: "node", at, before: node, after: null });
    });
    return [...changes, ...gone];
}

export function withInside(
    definition: WorkflowDefinition,
    ids: readonly string[]
): ReadonlySet<string> {
    const all = new Set(ids);
    const nodes = Object.values(definition.nodes);
    for (let size = -1; size !== all.size;) {
        size = all.size;
        for (const node of nodes) {
            if (node.parentId !== undefined && all.has(node.parentId)) all.add(node.id);
        }
    }
    return all;
}

export interface Rename {
    readonly changes: readonly Change[];
    /** Fields elsewhere that now read the new name. */
    readonly fields: number;
    readonly nodes: number;
}

/** Another label, and where the id was made from the old one another id: every reference follows. */
export function renameNode(
    definition: WorkflowDefinition,
    input: { readonly id: string; readonly label: string; readonly newId: string }
): Rename {
    const { id, label, newId } = input;
    const relabelled = changeNode(definition, id, (node) => ({
        ...node,
        id: newId,
        data: { ...node.data, label }
    }));
    if (newId === id) return { changes: relabelled, fields: 0, nodes: 0 };
    const changes: Change[] = [...relabelled];
    let nodes = 0;
    for (const node of Object.values(definition.nodes)) {
        if (node.id === id) continue;
        const moved: WorkflowNode = node.parentId === id ? { ...node, parentId: newId } : node;
        const after = withRenamed(moved, id, newId);
        if (after !== moved) nodes += 1;
        if (after !== node) {
            changes.push({
                kind: "node",
                at: placeOf(definition, node.id),
                before: node,
                after
            });
        }
    }
    definition.edges.forEach((edge, at) => {
        if (edge.source !== id && edge.target !== id) return;
        const source = edge.source === id ? newId : edge.source;
        const target = edge.target === id ? newId : edge.target;
        changes.push({ kind: "edge", at, before: edge, after: { ...edge, source, target } });
    });
    if (definition.settings?.cleanup === id) {
        changes.push(...setSettings(definition, { ...definition.settings, cleanup: newId }));
    }
    return { changes, fields: fieldsReading(definition, id), nodes };
}

export function withRenamed(node: WorkflowNode, from: string, to: string): WorkflowNode {
    const before = dataOf(node);
    const after = renameReferences(before, from, to);
    if (after === before || typeof after !== "object" || after === null || Array.isArray(after)) {
        return node;
    }
    // Still the object it was: only texts inside were rewritten.
    return { ...node, data: { ...after, ...labelIn(node) } };
}

function labelIn(node: WorkflowNode): { label?: string } {
    return node.data.label === undefined ? {} : { label: node.data.label };
}

/** How many references elsewhere read this node. */
export function fieldsReading(definition: WorkflowDefinition, id: string): number {
    let count = 0;
    for (const node of Object.values(definition.nodes)) {
        if (node.id === id) continue;
        count += references(dataOf(node)).filter((found) => found.root === id).length;
    }
    return count;
}

export function setPolicy(definition: WorkflowDefinition, id: string, policy: Policy): Change[] {
    return changeNode(definition, id, ({ policy: _old, ...node }) =>
        Object.keys(policy).length === 0 ? node : { ...node, policy }
    );
}

export function setDisabled(
    definition: WorkflowDefinition,
    ids: readonly string[],
    disabled: boolean
): Change[] {
    return ids.flatMap((id) =>
        changeNode(definition, id, ({ disabled: _old, ...node }) =>
            disabled ? { ...node, disabled } : node
        )
    );
}

export function setSettings(
    definition: WorkflowDefinition,
    settings: WorkflowSettings | undefined
): Change[] {
    const after =
        settings === undefined || Object.keys(settings).length === 0 ? undefined : settings;
    return [{ kind: "settings", before: definition.settings, after }];
}

export function setDetails(content: Content, details: Partial<Details>): Change[] {
    const before = detailsOf(content);
    return [{ kind: "details", before, after: { ...before, ...details } }];
}

export function placeOf(definition: WorkflowDefinition, id: string): number {
    return Object.keys(definition.nodes).indexOf(id);
}

export interface Size {
    readonly width: number;
    readonly height: number;
}

export interface Room {
    readonly size: Size;
    readonly sizeOf: (id: string) => Size;
}

/** Where a node added after another one goes: to its right, below what already stands there. */
export function placeAfter(definition: WorkflowDefinition, source: string, room: Room): Point {
    const from = definition.nodes[source];
    if (from === undefined) return { x: 0, y: 0 };
    const followers = graphOf(definition)
        .outOf(source)
        .flatMap((edge) => definition.nodes[edge.target] ?? []);
    const start = {
        x: from.position.x + room.sizeOf(source).width + 56,
        y: Math.max(
            from.position.y,
            ...followers.map((node) => node.position.y + room.sizeOf(node.id).height + 40)
        )
    };
    return freePlace(definition, start, { ...room, parentId: from.parentId });
}

const CLEAR = 16;

/** Moves down until it covers nobody. */
export function freePlace(
    definition: WorkflowDefinition,
    wanted: Point,
    room: Room & { readonly parentId?: string }
): Point {
    const { size, sizeOf } = room;
    const others = Object.values(definition.nodes).filter(
        (node) => node.parentId === room.parentId
    );
    const place = { ...snapped(wanted) };
    const covers = ({ id, position }: WorkflowNode) =>
        position.x < place.x + size.width + CLEAR &&
        place.x < position.x + sizeOf(id).width + CLEAR &&
        position.y < place.y + size.height + CLEAR &&
        place.y < position.y + sizeOf(id).height + CLEAR;
    for (let tries = 0; tries < 400 && others.some(covers); tries++) place.y += 2 * SNAP;
    return place;
}
