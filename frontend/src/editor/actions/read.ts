import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
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

export function labelFor(editor: Editor, id: string): string {
    return factsFor(editor, id)?.label ?? id;
}
