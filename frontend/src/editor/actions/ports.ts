import { dismissToast, showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/messages.ts";
import type { Change } from "../document/content.ts";
import { changeNode, remove } from "../document/edits.ts";
import { graphOf, portOf } from "../document/graph.ts";
import type { Editor } from "../editor-context.ts";
import type { FieldEdit } from "./properties.ts";
import { definitionOf, labelFor } from "./read.ts";

export interface PortEdit extends FieldEdit {
    readonly renamed?: { readonly from: string; readonly to: string };
    readonly gone?: string;
}

/** A config change that gives a port another name, or takes it away: its edges follow, or go with it. */
export function changePorts(editor: Editor, edit: PortEdit): void {
    const definition = definitionOf(editor);
    const { node, field, renamed, gone } = edit;
    const label = t("editor.step.edit", { field, node: labelFor(editor, node) });
    const edges = graphOf(definition)
        .outOf(node)
        .filter((edge) => portOf(edge) === (gone ?? renamed?.from));
    const changes: Change[] = changeNode(definition, node, (before) => ({
        ...before,
        data: { ...before.data, ...edit.data }
    }));
    if (gone !== undefined) {
        changes.push(...remove(definition, { nodes: [], edges: edges.map(({ id }) => id) }));
    } else if (renamed !== undefined && renamed.to !== renamed.from && renamed.to !== "") {
        for (const before of edges) {
            const at = definition.edges.indexOf(before);
            const after = { ...before, sourceHandle: renamed.to };
            changes.push({ kind: "edge", at, before, after });
        }
    }
    const merge = edit.isTyping === true ? { merge: `${node}.${field}` } : {};
    editor.document.commit({ label, changes, ...merge });
    if (gone === undefined || edges.length === 0) return;
    showToast({
        id: "editor.port_gone",
        tone: "warn",
        text: t("editor.toast.port_gone", { count: edges.length }),
        action: {
            label: t("editor.undo"),
            perform: () => {
                editor.document.undo();
                dismissToast("editor.port_gone");
            }
        }
    });
}
