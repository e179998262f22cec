import type { WorkflowDefinition, WorkflowEdge, WorkflowNode } from "../document.ts";

export type DrawnNode = Partial<WorkflowNode> & { readonly type?: string };

/**
 * A definition from a picture: `a -> f, f:true -> b`. Nodes that are not described are steps; edges
 * are called e1, e2 … in the order written.
 */
export function draw(
    picture: string,
    nodes: { readonly [id: string]: DrawnNode } = {},
    settings?: WorkflowDefinition["settings"]
): WorkflowDefinition {
    const all = new Map<string, WorkflowNode>();
    const add = (id: string) => {
        if (!all.has(id)) all.set(id, drawNode(id, nodes[id] ?? {}));
    };
    const edges: WorkflowEdge[] = [];
    for (const chain of picture.split(/[,\n]/)) {
        const stops = chain.split("->").map((stop) => stop.trim());
        for (const [index, stop] of stops.entries()) {
            const [id = "", port] = stop.split(":");
            if (id === "") continue;
            add(id);
            const target = stops[index + 1]?.split(":")[0];
            if (target === undefined) continue;
            edges.push({
                id: `e${edges.length + 1}`,
                source: id,
                target,
                ...(port === undefined ? {} : { sourceHandle: port })
            });
        }
    }
    for (const id of Object.keys(nodes)) add(id);
    return {
        nodes: Object.fromEntries(all),
        edges,
        ...(settings === undefined ? {} : { settings })
    };
}

function drawNode(id: string, drawn: DrawnNode): WorkflowNode {
    return { id, type: "step", position: { x: 0, y: 0 }, data: {}, ...drawn };
}
