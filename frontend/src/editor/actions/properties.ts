import type { Policy, WorkflowSettings } from "@flowmaestro/shared/workflow/document.ts";
import { showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/messages.ts";
import type { Details } from "../document/content.ts";
import {
    changeNode,
    renameNode,
    setDetails,
    setDisabled,
    setPolicy,
    setSettings
} from "../document/edits.ts";
import { factsOf } from "../document/node-facts.ts";
import { freeId, isMadeFrom } from "../document/node-id.ts";
import type { Editor } from "../editor-context.ts";
import { definitionOf, labelFor, nodeOf } from "./read.ts";

/** Null when it is done; else why the name is refused. */
export function rename(editor: Editor, id: string, wanted: string): string | null {
    const label = wanted.trim();
    const definition = definitionOf(editor);
    const node = definition.nodes[id];
    if (node === undefined) return null;
    const { label: before } = factsOf(node, editor.catalogue);
    if (label === "") return t("editor.rename.empty");
    if (label === before) return null;
    const isTaken = Object.values(definition.nodes).some(
        (other) => other.id !== id && factsOf(other, editor.catalogue).label === label
    );
    if (isTaken) return t("editor.rename.taken", { label });
    const newId = isMadeFrom(id, before)
        ? freeId(label, (one) => one !== id && Object.hasOwn(definition.nodes, one))
        : id;
    const renamed = renameNode(definition, { id, label, newId });
    editor.document.commit({
        label: t("editor.step.rename", { before, label }),
        changes: renamed.changes,
        select: { nodes: [newId] }
    });
    if (editor.ui.getState().focused === id) editor.ui.setState({ focused: newId });
    if (renamed.fields > 0) {
        showToast({
            id: "editor.renamed",
            text: t("editor.toast.renamed", { label, count: renamed.fields }),
            action: { label: t("editor.undo"), perform: () => void editor.document.undo() }
        });
    }
    return null;
}

export interface FieldEdit {
    readonly node: string;
    /** Of the field, for the undo list. */
    readonly field: string;
    readonly data: { readonly [key: string]: unknown };
    /** Keystrokes in one field are one step; a choice is one of its own. */
    readonly isTyping?: boolean;
}

/** Merges into the config; a key whose value is undefined is taken out. */
export function editData(editor: Editor, edit: FieldEdit): void {
    const changes = changeNode(definitionOf(editor), edit.node, (node) => {
        const data = Object.fromEntries(
            Object.entries({ ...node.data, ...edit.data }).filter(
                ([, value]) => value !== undefined
            )
        );
        return { ...node, data };
    });
    editor.document.commit({
        label: t("editor.step.edit", { field: edit.field, node: labelFor(editor, edit.node) }),
        changes,
        ...(edit.isTyping === true ? { merge: `${edit.node}.${edit.field}` } : {})
    });
}

export function editPolicy(editor: Editor, id: string, policy: Policy, field: string): void {
    const own = Object.fromEntries(
        Object.entries(policy).filter(([, value]) => value !== undefined)
    );
    editor.document.commit({
        label: t("editor.step.edit", { field, node: labelFor(editor, id) }),
        changes: setPolicy(definitionOf(editor), id, own),
        merge: `${id}.policy.${field}`
    });
}

export function editNotes(editor: Editor, id: string, notes: string): void {
    editor.document.commit({
        label: t("editor.step.notes", { node: labelFor(editor, id) }),
        changes: changeNode(definitionOf(editor), id, ({ notes: _old, ...node }) =>
            notes === "" ? node : { ...node, notes }
        ),
        merge: `${id}.notes`
    });
}

/** All off unless all are off already. */
export function toggleDisabled(editor: Editor, ids: readonly string[]): void {
    const nodes = ids.flatMap((id) => nodeOf(editor, id) ?? []);
    const isOff = nodes.length > 0 && nodes.every((node) => node.disabled === true);
    const [only] = nodes;
    if (only === undefined) return;
    const what =
        nodes.length === 1 ? labelFor(editor, only.id) : t("editor.nodes", { count: nodes.length });
    const label = t(isOff ? "editor.step.enable" : "editor.step.disable", { node: what });
    editor.document.commit({ label, changes: setDisabled(definitionOf(editor), ids, !isOff) });
    editor.announcer.say(label);
}

export function editDetails(editor: Editor, details: Partial<Details>): void {
    const { content } = editor.document.getState();
    const field = details.name === undefined ? "description" : "name";
    editor.document.commit({
        label: t(`editor.step.${field}`),
        changes: setDetails(content, details),
        merge: `details.${field}`
    });
}

export function editSettings(editor: Editor, settings: WorkflowSettings): void {
    const own = Object.fromEntries(
        Object.entries(settings).filter(([, value]) => value !== undefined)
    );
    editor.document.commit({
        label: t("editor.step.settings"),
        changes: setSettings(definitionOf(editor), own),
        merge: "settings"
    });
}
