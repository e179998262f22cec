import { z } from "zod";
import { edgeSchema, nodeSchema } from "@flowmaestro/shared/workflow/document.ts";
import type {
    WorkflowDefinition,
    WorkflowEdge,
    WorkflowNode
} from "@flowmaestro/shared/workflow/document.ts";
import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { Change } from "./content.ts";
import { withInside, withRenamed } from "./edits.ts";
import type { Point } from "./edits.ts";
import { labelOf } from "./node-facts.ts";
import { freeId, freeLabel } from "./node-id.ts";

/** What lies on the system's clipboard: JSON text, the same in every tab and every workflow. */
const clipSchema = z.object({
    flowmaestro: z.literal(1),
    nodes: z.array(nodeSchema).min(1),
    edges: z.array(edgeSchema)
});

export type Clip = z.infer<typeof clipSchema>;

export function copyNodes(definition: WorkflowDefinition, ids: readonly string[]): Clip {
    const all = withInside(definition, ids);
    return {
        flowmaestro: 1,
        nodes: Object.values(definition.nodes).filter((node) => all.has(node.id)),
        edges: definition.edges.filter((edge) => all.has(edge.source) && all.has(edge.target))
    };
}

export function writeClip(clip: Clip): string {
    return JSON.stringify(clip, null, 2);
}

/** Null for any other text. */
export function readClip(text: string): Clip | null {
    if (!text.includes("flowmaestro")) return null;
    try {
        const parsed = clipSchema.safeParse(JSON.parse(text));
        return parsed.success ? parsed.data : null;
    } catch {
        return null;
    }
}

/** For what no copied container holds. */
export interface PasteInto {
    readonly parentOf: (node: WorkflowNode) => string | undefined;
    readonly move: (position: Point) => Point;
}

/** What no other of the copies holds. */
export function outerNodes(clip: Clip): readonly WorkflowNode[] {
    const ids = new Set(clip.nodes.map(({ id }) => id));
    return clip.nodes.filter(({ parentId }) => parentId === undefined || !ids.has(parentId));
}

export interface Pasted {
    readonly changes: readonly Change[];
    /** Of the outer ones: what they hold goes along with them. */
    readonly ids: readonly string[];
}

/**
 * Copies with ids and labels of their own. References among the copies follow them; those to nodes
 * outside stay as written, and the problems say where they lead nowhere.
 */
export function pasteClip(
    definition: WorkflowDefinition,
    catalogue: Catalogue,
    clip: Clip,
    into: PasteInto
): Pasted {
    const taken = new Set(Object.keys(definition.nodes));
    const labels = new Set(
        Object.values(definition.nodes).map((node) => labelOf(node, catalogue.get(node.type)))
    );
    const names = new Map<string, { id: string; label: string }>();
    for (const node of clip.nodes) {
        const label = freeLabel(labelOf(node, catalogue.get(node.type)), (one) => labels.has(one));
        const id = freeId(label, (one) => taken.has(one));
        labels.add(label);
        taken.add(id);
        names.set(node.id, { id, label });
    }
    const count = Object.keys(definition.nodes).length;
    const nodes = clip.nodes.map((node) => copyOf(node, names, into));
    const outer = outerNodes(clip).flatMap((node) => names.get(node.id)?.id ?? []);
    const edges = copiedEdges(definition, clip.edges, names);
    return {
        changes: [
            ...nodes.map((node, index): Change => ({
                kind: "node",
                at: count + index,
                before: null,
                after: node
            })),
            ...edges.map((edge, index): Change => ({
                kind: "edge",
                at: definition.edges.length + index,
                before: null,
                after: edge
            }))
        ],
        ids: outer
    };
}

type Names = ReadonlyMap<string, { readonly id: string; readonly label: string }>;

function copyOf(node: WorkflowNode, names: Names, into: PasteInto): WorkflowNode {
    const own = names.get(node.id);
    const { parentId, ...rest } = node;
    // Inside a container that is copied along, positions are relative to it already.
    const holder = parentId === undefined ? undefined : names.get(parentId);
    const parent = holder === undefined ? into.parentOf(node) : holder.id;
    const place = holder === undefined ? into.move(node.position) : node.position;
    const copy: WorkflowNode = {
        ...rest,
        id: own?.id ?? node.id,
        position: { x: place.x, y: place.y },
        data: { ...node.data, label: own?.label ?? node.data.label },
        ...(parent === undefined ? {} : { parentId: parent })
    };
    return withAllRenamed(copy, names);
}

/** All at once: where ids trade places, one after the other would rewrite twice. */
function withAllRenamed(node: WorkflowNode, names: Names): WorkflowNode {
    const moves = [...names].filter(([from, to]) => from !== to.id);
    const through = moves.map(([from, to], index) => ({ from, via: `via_${index}_x`, to: to.id }));
    let result = node;
    for (const { from, via } of through) result = withRenamed(result, from, via);
    for (const { via, to } of through) result = withRenamed(result, via, to);
    return result;
}

function copiedEdges(
    definition: WorkflowDefinition,
    edges: readonly WorkflowEdge[],
    names: Names
): WorkflowEdge[] {
    const taken = new Set(definition.edges.map((edge) => edge.id));
    return edges.map((edge) => {
        const source = names.get(edge.source)?.id ?? edge.source;
        const target = names.get(edge.target)?.id ?? edge.target;
        const stem = `${source}-${edge.sourceHandle ?? "out"}-${target}`;
        let id = stem;
        for (let number = 2; taken.has(id); number++) id = `${stem}-${number}`;
        taken.add(id);
        return { ...edge, id, source, target };
    });
}
