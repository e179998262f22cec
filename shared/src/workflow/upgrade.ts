import type { Catalogue, NodeType } from "./catalogue.ts";
import { readConfig } from "./config/read-config.ts";
import type { WorkflowDefinition, WorkflowNode } from "./document.ts";

/**
 * Saved nodes of an older version of their type, rewritten by the type's own pure `upgrade`. Applied
 * wherever a definition is read; what is current comes back as the very same object. Older forms of
 * the document itself (nodes as a list) are `definition/normalise.ts`.
 */
export function upgradeDefinition(
    definition: WorkflowDefinition,
    catalogue: Catalogue
): WorkflowDefinition {
    let changed = false;
    const nodes = Object.entries(definition.nodes).map(([id, node]) => {
        const type = catalogue.get(node.type);
        const upgraded = type === undefined ? node : upgradeNode(node, type);
        changed ||= upgraded !== node;
        return [id, upgraded] as const;
    });
    return changed ? { ...definition, nodes: Object.fromEntries(nodes) } : definition;
}

function upgradeNode(node: WorkflowNode, type: NodeType): WorkflowNode {
    const from = node.version ?? writtenFor(node, type);
    if (type.version === 1 || from >= type.version) return node;
    const { label, ...config } = node.data;
    const data = type.upgrade?.(config, from) ?? config;
    return {
        ...node,
        version: type.version,
        data: label === undefined ? { ...data } : { label, ...data }
    };
}

/**
 * Nobody has to write a version: what the current schema reads is current, anything else was saved
 * before versions were.
 */
function writtenFor(node: WorkflowNode, type: NodeType): number {
    return readConfig(type, node.data).issues.length === 0 ? type.version : 1;
}
