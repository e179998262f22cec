import type {
    WorkflowDefinition,
    WorkflowEdge,
    WorkflowNode,
    WorkflowSettings
} from "@flowmaestro/shared/workflow/document.ts";

/** What a person edits: the definition, and what the workflow is called. */
export interface Content {
    readonly definition: WorkflowDefinition;
    readonly name: string;
    readonly description: string | null;
}

export interface Details {
    readonly name: string;
    readonly description: string | null;
}

/**
 * One record before and after. `at` is its place in document order (edges out of a merge are read in
 * that order), so what was deleted comes back exactly where it stood.
 */
export type Change =
    | NodeChange
    | EdgeChange
    | {
          readonly kind: "settings";
          readonly before: WorkflowSettings | undefined;
          readonly after: WorkflowSettings | undefined;
      }
    | { readonly kind: "details"; readonly before: Details; readonly after: Details };

export interface NodeChange {
    readonly kind: "node";
    readonly at: number;
    readonly before: WorkflowNode | null;
    readonly after: WorkflowNode | null;
}

export interface EdgeChange {
    readonly kind: "edge";
    readonly at: number;
    readonly before: WorkflowEdge | null;
    readonly after: WorkflowEdge | null;
}

/** The change that takes another back. */
export function inverse(change: Change): Change {
    // Each kind swaps its own two sides; spreading a union loses which.
    return { ...change, before: change.after, after: change.before } as Change;
}

/** In order; untouched records keep their identity, which is what the views compare. */
export function applyChanges(content: Content, changes: readonly Change[]): Content {
    const nodes = new Records(Object.values(content.definition.nodes));
    const edges = new Records(content.definition.edges);
    let { settings } = content.definition;
    let details: Details = content;
    for (const change of changes) {
        if (change.kind === "node") nodes.apply(change);
        else if (change.kind === "edge") edges.apply(change);
        else if (change.kind === "settings") settings = change.after;
        else details = change.after;
    }
    return {
        definition: {
            nodes: nodes.isTouched ? byId(nodes.list) : content.definition.nodes,
            edges: edges.isTouched ? [...edges.list] : content.definition.edges,
            ...(settings === undefined ? {} : { settings })
        },
        name: details.name,
        description: details.description
    };
}

export function byId(nodes: readonly WorkflowNode[]): { [id: string]: WorkflowNode } {
    return Object.fromEntries(nodes.map((node) => [node.id, node]));
}

/** A list of records that is copied at its first change. */
class Records<T extends { readonly id: string }> {
    #list: readonly T[];
    #copy: T[] | null = null;

    constructor(list: readonly T[]) {
        this.#list = list;
    }

    get isTouched(): boolean {
        return this.#copy !== null;
    }

    get list(): readonly T[] {
        return this.#list;
    }

    apply(change: {
        readonly at: number;
        readonly before: T | null;
        readonly after: T | null;
    }): void {
        const copy = (this.#copy ??= [...this.#list]);
        this.#list = copy;
        const known = change.before?.id;
        const found = known === undefined ? -1 : copy.findIndex((record) => record.id === known);
        if (change.after === null) {
            if (found >= 0) copy.splice(found, 1);
        } else if (found >= 0) copy[found] = change.after;
        else copy.splice(Math.min(change.at, copy.length), 0, change.after);
    }
}

export function sameJson(one: unknown, other: unknown): boolean {
    return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** The changes that lead from one content to another. */
export function changesBetween(before: Content, after: Content): Change[] {
    const changes: Change[] = [
        ...recordChanges(before.definition.edges, after.definition.edges, (at, b, a): Change => ({
            kind: "edge",
            at,
            before: b,
            after: a
        })),
        ...recordChanges(
            Object.values(before.definition.nodes),
            Object.values(after.definition.nodes),
            (at, b, a): Change => ({ kind: "node", at, before: b, after: a })
        )
    ];
    changes.sort((one, other) => weight(one) - weight(other) || placed(one) - placed(other));
    if (!sameJson(before.definition.settings, after.definition.settings)) {
        const { settings } = after.definition;
        changes.push({ kind: "settings", before: before.definition.settings, after: settings });
    }
    if (before.name !== after.name || before.description !== after.description) {
        changes.push({ kind: "details", before: detailsOf(before), after: detailsOf(after) });
    }
    return changes;
}

export function detailsOf(content: Content): Details {
    return { name: content.name, description: content.description };
}

/** Edges go before the nodes they hang on, and come after them. */
function weight(change: Change): number {
    if (change.kind === "edge") return change.after === null ? 0 : 3;
    return change.after === null ? 1 : 2;
}

/** Removed from the back, added from the front: then every `at` is true when its turn comes, both ways. */
function placed(change: Change): number {
    if (change.kind !== "node" && change.kind !== "edge") return 0;
    return change.after === null ? -change.at : change.at;
}

function recordChanges<T extends { readonly id: string }>(
    before: readonly T[],
    after: readonly T[],
    make: (at: number, before: T | null, after: T | null) => Change
): Change[] {
    const old = new Map(before.map((record, at) => [record.id, { record, at }]));
    const changes: Change[] = [];
    after.forEach((record, at) => {
        const known = old.get(record.id);
        old.delete(record.id);
        if (known === undefined) changes.push(make(at, null, record));
        else if (!sameJson(known.record, record)) changes.push(make(at, known.record, record));
    });
    for (const { record, at } of old.values()) changes.push(make(at, record, null));
    return changes;
}
