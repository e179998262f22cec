import type { NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { WorkflowDefinition, WorkflowEdge } from "@flowmaestro/shared/workflow/document.ts";
import { t } from "../../messages/messages.ts";
import { FRAME } from "../canvas/card-size.ts";
import { boxOf } from "../canvas/frame-size.ts";
import type { Change } from "../document/content.ts";
import { addNode, changeNode, snapped } from "../document/edits.ts";
import { DEFAULT_PORT, portOf } from "../document/graph.ts";
import { ERROR_PORT, factsOf } from "../document/node-facts.ts";
import { freeId, freeLabel } from "../document/node-id.ts";
import { outermost } from "../document/scope.ts";
import type { Editor } from "../editor-context.ts";
import { refusesBody } from "./containers.ts";
import { definitionOf, subjects } from "./read.ts";
import { settled } from "./settle.ts";

export function containerType(editor: Editor): NodeType | undefined {
    return editor.catalogue.types
        .flatMap((type) => editor.catalogue.get(type) ?? [])
        .find((type) => type.container === true);
}

/** The chosen nodes that stand together. */
export function groupable(editor: Editor): readonly string[] {
    const { nodes } = definitionOf(editor);
    const ids = outermost(nodes, subjects(editor));
    const parent = nodes[ids[0] ?? ""]?.parentId;
    return ids.every((id) => nodes[id]?.parentId === parent) ? ids : [];
}

/**
 * A loop around the chosen nodes. What led to them leads to the loop, what they led to follows it:
 * no edge crosses the new border, and none is lost that still says something.
 */
export function groupIntoLoop(editor: Editor): string | null {
    const definition = definitionOf(editor);
    const type = containerType(editor);
    const ids = groupable(editor);
    const [first] = ids.flatMap((id) => definition.nodes[id] ?? []);
    if (type === undefined || first === undefined) return null;
    const labels = new Set(
        Object.values(definition.nodes).map((node) => factsOf(node, editor.catalogue).label)
    );
    const label = freeLabel(type.name, (one) => labels.has(one));
    const id = freeId(label, (one) => Object.hasOwn(definition.nodes, one));
    if (refusesBody(editor, ids, id)) return null;
    const corner = cornerOf(editor, ids);
    const changes: Change[] = [
        ...reroutedEdges(definition, new Set(ids), id),
        addNode(definition, {
            id,
            type: type.type,
            position: corner,
            data: { label, ...structuredClone(type.defaults) },
            ...(first.parentId === undefined ? {} : { parentId: first.parentId })
        }),
        ...ids.flatMap((one) =>
            changeNode(definition, one, (node) => ({
                ...node,
                parentId: id,
                position: snapped({
                    x: node.position.x - corner.x + FRAME.side,
                    y: node.position.y - corner.y + FRAME.top
                })
            }))
        )
    ];
    const step = t("editor.step.group", { count: ids.length, frame: label });
    editor.document.commit({
        label: step,
        changes: settled(editor, changes),
        select: { nodes: [id], edges: [] }
    });
    editor.ui.setState({ focused: id, isInspectorOpen: true });
    editor.announcer.say(step);
    return id;
}

function cornerOf(editor: Editor, ids: readonly string[]) {
    const definition = definitionOf(editor);
    const corners = ids.flatMap((id) => {
        const node = definition.nodes[id];
        if (node === undefined) return [];
        const box = boxOf(definition, editor.catalogue, id);
        return [{ x: node.position.x + box.x, y: node.position.y + box.y }];
    });
    return snapped({
        x: Math.min(...corners.map(({ x }) => x)),
        y: Math.min(...corners.map(({ y }) => y))
    });
}

/** Each edge over the new border ends at the frame instead; what says the same twice goes. */
function reroutedEdges(
    definition: WorkflowDefinition,
    inside: ReadonlySet<string>,
    frame: string
): Change[] {
    const said = new Set<string>();
    const changed: Change[] = [];
    const gone: Change[] = [];
    definition.edges.forEach((edge, at) => {
        if (inside.has(edge.source) === inside.has(edge.target)) return;
        const after = inside.has(edge.source) ? leaving(edge, frame) : { ...edge, target: frame };
        const same = `${after.source} ${portOf(after)} ${after.target}`;
        if (said.has(same)) gone.unshift({ kind: "edge", at, before: edge, after: null });
        else changed.push({ kind: "edge", at, before: edge, after });
        said.add(same);
    });
    return [...changed, ...gone];
}

function leaving({ sourceHandle: _old, ...edge }: WorkflowEdge, frame: string): WorkflowEdge {
    const port = _old === ERROR_PORT ? ERROR_PORT : DEFAULT_PORT;
    return {
        ...edge,
        source: frame,
        ...(port === DEFAULT_PORT ? {} : { sourceHandle: port })
    };
}
