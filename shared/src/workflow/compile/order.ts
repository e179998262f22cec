import type { Graph, GraphNode } from "./graph.ts";

/**
 * The nodes so that every source comes before its targets and every container before its body; null
 * where the edges run in a circle. Ties go by id, so that the order is the document's alone.
 */
export function topologicalOrder(graph: Graph): GraphNode[] | null {
    const order: GraphNode[] = [];
    const open = new Map<string, number>();
    const ready: GraphNode[] = [];
    for (const node of graph.nodes.values()) {
        const before = node.ins.filter(({ source }) => source !== null).length;
        const outer = node.parent !== null && graph.nodes.has(node.parent) ? 1 : 0;
        open.set(node.id, before + outer);
        if (before + outer === 0) ready.push(node);
    }
    for (let at = 0; at < ready.length; at += 1) {
        const node = ready[at];
        if (node === undefined) break;
        order.push(node);
        const after = [
            ...node.outs.map(({ target }) => target),
            ...(graph.members.get(node.id) ?? [])
        ];
        for (const id of after) {
            const left = (open.get(id) ?? 0) - 1;
            open.set(id, left);
            const next = graph.nodes.get(id);
            if (left === 0 && next !== undefined) ready.push(next);
        }
    }
    return order.length === graph.nodes.size ? order : null;
}
