import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { CARD } from "../canvas/card-size.ts";
import { boxOf } from "../canvas/frame-size.ts";
import { factsOf } from "../document/node-facts.ts";
import type { NodeFacts } from "../document/node-facts.ts";
import type { Editor } from "../editor-context.ts";

export function definitionOf(editor: Editor): WorkflowDefinition {
    return editor.document.getState().content.definition;
}

export function nodeOf(editor: Editor, id: string): WorkflowNode | undefined {
    return definitionOf(editor).nodes[id];
}

export function factsFor(editor: Editor, id: string): NodeFacts | undefined {
    const node = nodeOf(editor, id);
    return node === undefined ? undefined : factsOf(node, editor.catalogue);
}

/**
 * What a command is about: the card the keyboard is on when it stands outside of the selection, else
 * the selection, else the card that Tab comes back to.
 */
export function subjects(editor: Editor): readonly string[] {
    const { nodes } = editor.document.getState().selection;
    const here = document.activeElement?.closest<HTMLElement>("[data-node]")?.dataset["node"];
    if (here !== undefined && !nodes.includes(here)) return [here];
    const { focused } = editor.ui.getState();
    return nodes.length > 0 ? nodes : focused === null ? [] : [focused];
}

export function labelFor(editor: Editor, id: string): string {
    return factsFor(editor, id)?.label ?? id;
}

/** A card without port rows and without an execution. */
export const PLAIN = { width: CARD.width, height: CARD.head };

export function nodeSize(editor: Editor, id: string): { width: number; height: number } {
    const node = definitionOf(editor).nodes[id];
    if (node === undefined) return PLAIN;
    const { width, height } = boxOf(definitionOf(editor), editor.catalogue, id);
    const { isContainer } = factsOf(node, editor.catalogue);
    const hasStrip = editor.execution.getState().isShown && node.disabled !== true && !isContainer;
    return { width, height: hasStrip ? height + CARD.strip : height };
}
