import type { WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { t } from "../../messages/messages.ts";
import { changeNode, snapped, spliceNode } from "../document/edits.ts";
import type { Point } from "../document/edits.ts";
import { graphOf } from "../document/graph.ts";
import { factsOf } from "../document/node-facts.ts";
import { absoluteOf, relativeTo } from "../document/scope.ts";
import type { Editor } from "../editor-context.ts";
import { refusesBody } from "./containers.ts";
import { roomFor } from "./nodes.ts";
import { definitionOf, factsFor, labelFor, nodeOf } from "./read.ts";
import { settled } from "./settle.ts";

/** A node that is joined to nothing yet may be put into an edge. */
export function canSplice(editor: Editor, id: string): boolean {
    const graph = graphOf(definitionOf(editor));
    return (
        factsFor(editor, id)?.acceptsInput === true &&
        graph.into(id).length === 0 &&
        graph.outOf(id).length === 0
    );
}

/** Moved and put into the edge it was dropped on, as one step. */
export function spliceMoved(
    editor: Editor,
    input: { readonly node: string; readonly place: Point; readonly edge: string }
): void {
    const definition = definitionOf(editor);
    const edge = graphOf(definition).edge(input.edge);
    const before = nodeOf(editor, input.node);
    if (edge === undefined || before === undefined) return;
    const { nodes } = definition;
    const { parentId: own, ...rest } = before;
    const parent = nodes[edge.source]?.parentId;
    if (refusesBody(editor, [before.id], parent)) return;
    const origin = own === undefined ? { x: 0, y: 0 } : absoluteOf(nodes, own);
    const place = { x: input.place.x + origin.x, y: input.place.y + origin.y };
    const node: WorkflowNode = {
        ...rest,
        position: snapped(relativeTo(nodes, parent, place)),
        ...(parent === undefined ? {} : { parentId: parent })
    };
    const port = factsOf(node, editor.catalogue).ports[0]?.id ?? null;
    const words = {
        node: labelFor(editor, node.id),
        source: labelFor(editor, edge.source),
        target: labelFor(editor, edge.target)
    };
    editor.document.commit({
        label: t("editor.step.splice", words),
        changes: settled(editor, [
            ...changeNode(definition, node.id, () => node),
            ...roomFor(editor, edge, node),
            ...spliceNode(definition, { edge, node: node.id, port })
        ])
    });
    editor.announcer.say(t("editor.say.spliced", words));
}
