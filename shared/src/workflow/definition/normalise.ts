import { RESERVED_IDS } from "../document.ts";
import type { Refusal } from "./refusal.ts";
import { invalid, named } from "./refusal.ts";

/**
 * The first format upgrade there is: nodes as a list become the map, absent edges become none. Values
 * are handed on untouched, so nothing the caller holds is changed.
 */
export type Normalised =
    | { readonly ok: true; readonly shape: Shape }
    | { readonly ok: false; readonly refusal: Refusal };

export interface Shape {
    readonly nodes: { readonly [id: string]: unknown };
    readonly edges: unknown;
    readonly settings?: unknown;
}

export function normalise(input: unknown): Normalised {
    if (!isRecord(input)) return refuse("definition", "Must be an object with nodes and edges.");
    const nodes = input.nodes;
    const map = Array.isArray(nodes) ? fromList(nodes) : fromMap(nodes);
    if (!map.ok) return map;
    const reserved = reservedIds(map.nodes);
    if (reserved !== null) return { ok: false, refusal: reserved };
    return {
        ok: true,
        shape: {
            nodes: map.nodes,
            edges: input.edges ?? [],
            ...(input.settings === undefined ? {} : { settings: input.settings })
        }
    };
}

/** Before anything else copies the map: a key called __proto__ would be lost on the way. */
function reservedIds(nodes: Shape["nodes"]): Refusal | null {
    const errors = Object.keys(nodes)
        .filter((id) => RESERVED_IDS.has(id))
        .map((id) => ({
            field: `definition.nodes.${id}.id`,
            message: `"${id}" means something else in references. Choose another id.`
        }));
    return errors.length === 0 ? null : invalid(errors);
}

type NodeMap =
    | { readonly ok: true; readonly nodes: { readonly [id: string]: unknown } }
    | { readonly ok: false; readonly refusal: Refusal };

function fromList(list: readonly unknown[]): NodeMap {
    const nodes = new Map<string, unknown>();
    const twice = new Set<string>();
    for (const [index, node] of list.entries()) {
        const id = isRecord(node) ? node.id : undefined;
        if (typeof id !== "string") {
            return refuse(`definition.nodes[${index}]`, "Must be a node: an object with an id.");
        }
        if (nodes.has(id)) twice.add(id);
        nodes.set(id, node);
    }
    if (twice.size === 0) return { ok: true, nodes: Object.fromEntries(nodes) };
    const ids = [...twice];
    return {
        ok: false,
        refusal: {
            code: "DUPLICATE_NODE_ID",
            message: `More than one node is called ${named(ids)}.`,
            solution: "Give every node an id of its own.",
            details: { node_ids: ids.slice(0, 20) }
        }
    };
}

function fromMap(map: unknown): NodeMap {
    if (!isRecord(map)) {
        return refuse("definition.nodes", "Must be an object of nodes by id, or a list of nodes.");
    }
    const wrong: { key: string; id: string }[] = [];
    const entries = Object.entries(map).map(([key, node]): [string, unknown] => {
        if (!isRecord(node)) return [key, node];
        if (node.id === undefined) return [key, { ...node, id: key }];
        if (typeof node.id === "string" && node.id !== key) wrong.push({ key, id: node.id });
        return [key, node];
    });
    const [first] = wrong;
    if (first === undefined) return { ok: true, nodes: Object.fromEntries(entries) };
    return {
        ok: false,
        refusal: {
            code: "NODE_ID_MISMATCH",
            message: `The node under "${first.key}" says that its id is "${first.id}".`,
            solution: "Make each key of nodes the id of the node under it.",
            details: { nodes: wrong.slice(0, 20) }
        }
    };
}

function refuse(field: string, message: string): { ok: false; refusal: Refusal } {
    return { ok: false, refusal: invalid([{ field, message }]) };
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
