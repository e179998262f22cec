import { showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/messages.ts";
import { copyNodes, pasteClip, readClip, writeClip } from "../document/clipboard.ts";
import type { Clip } from "../document/clipboard.ts";
import type { Point } from "../document/edits.ts";
import type { Editor } from "../editor-context.ts";
import { removeSelection } from "./nodes.ts";
import { definitionOf } from "./read.ts";

/** What a copy is beside when it was not said where: far enough to see both. */
const STEP = 32;

/** The text for the system's clipboard; null when nothing is selected. */
export function copyText(editor: Editor): string | null {
    const { nodes } = editor.document.getState().selection;
    if (nodes.length === 0) return null;
    editor.announcer.say(t("editor.say.copied", { count: nodes.length }));
    return writeClip(copyNodes(definitionOf(editor), nodes));
}

export async function copy(editor: Editor): Promise<void> {
    const text = copyText(editor);
    if (text !== null) await navigator.clipboard.writeText(text);
}

export async function cut(editor: Editor): Promise<void> {
    await copy(editor);
    removeSelection(editor);
}

/** Browsers ask the person before a page may read the clipboard; a refusal says how else. */
export async function paste(editor: Editor): Promise<void> {
    try {
        pasteText(editor, await navigator.clipboard.readText());
    } catch {
        showToast({ tone: "info", text: t("editor.toast.paste_by_key") });
    }
}

export function pasteText(editor: Editor, text: string, at?: Point): boolean {
    const clip = readClip(text);
    if (clip === null) {
        showToast({ tone: "info", text: t("editor.toast.no_clip") });
        return false;
    }
    put(editor, clip, { at, label: "paste" });
    return true;
}

export function duplicate(editor: Editor): void {
    const { nodes } = editor.document.getState().selection;
    if (nodes.length > 0)
        put(editor, copyNodes(definitionOf(editor), nodes), { label: "duplicate" });
}

function put(
    editor: Editor,
    clip: Clip,
    how: { readonly at?: Point | undefined; readonly label: "paste" | "duplicate" }
): void {
    const left = Math.min(...clip.nodes.map((node) => node.position.x));
    const top = Math.min(...clip.nodes.map((node) => node.position.y));
    const by =
        how.at === undefined ? { x: STEP, y: STEP } : { x: how.at.x - left, y: how.at.y - top };
    const definition = definitionOf(editor);
    const stands = new Set(
        Object.values(definition.nodes).map((node) => `${node.position.x} ${node.position.y}`)
    );
    // Pasting twice at the same place moves on, so that no copy hides another.
    while (clip.nodes.some(({ position: p }) => stands.has(`${p.x + by.x} ${p.y + by.y}`))) {
        by.x += STEP;
        by.y += STEP;
    }
    const pasted = pasteClip(definition, editor.catalogue, clip, (position) => ({
        x: Math.round((position.x + by.x) / 8) * 8,
        y: Math.round((position.y + by.y) / 8) * 8
    }));
    const label = t(`editor.step.${how.label}`, { count: pasted.ids.length });
    editor.document.commit({
        label,
        changes: pasted.changes,
        select: { nodes: pasted.ids, edges: [] }
    });
    editor.ui.setState({ focused: pasted.ids[0] ?? null });
    editor.announcer.say(label);
}
