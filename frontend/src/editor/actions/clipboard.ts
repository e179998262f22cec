import { showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/messages.ts";
import { copyNodes, pasteClip, readClip, writeClip } from "../document/clipboard.ts";
import type { Clip } from "../document/clipboard.ts";
import { sizeOf } from "../canvas/card-size.ts";
import { snapped } from "../document/edits.ts";
import type { Point, Size } from "../document/edits.ts";
import { factsOf } from "../document/node-facts.ts";
import type { Editor } from "../editor-context.ts";
import { revealNew } from "./arrange.ts";
import { removeSelection } from "./nodes.ts";
import { definitionOf, nodeSize } from "./read.ts";

/** What a copy is beside when it was not said where: far enough to see both. */
const STEP = 32;
const CLEAR = 16;
const TRIES = 400;

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
    const definition = definitionOf(editor);
    const by = shiftOf(editor, clip, how.at);
    const pasted = pasteClip(definition, editor.catalogue, clip, ({ x, y }) =>
        snapped({ x: x + by.x, y: y + by.y })
    );
    const label = t(`editor.step.${how.label}`, { count: pasted.ids.length });
    editor.document.commit({
        label,
        changes: pasted.changes,
        select: { nodes: pasted.ids, edges: [] }
    });
    const [first = null] = pasted.ids;
    editor.ui.setState({ focused: first });
    if (first !== null) revealNew(editor, first);
    editor.announcer.say(label);
}

/** To the place that was asked for, or beside the original; down from there until nothing is covered. */
function shiftOf(editor: Editor, clip: Clip, at: Point | undefined): Point {
    const copies = clip.nodes.map((node) => ({
        ...node.position,
        ...sizeOf(factsOf(node, editor.catalogue), { hasError: false, hasStrip: false })
    }));
    const others = Object.values(definitionOf(editor).nodes).map((node) => ({
        ...node.position,
        ...nodeSize(editor, node.id)
    }));
    const by = {
        x: at === undefined ? STEP : at.x - Math.min(...copies.map(({ x }) => x)),
        y: at === undefined ? STEP : at.y - Math.min(...copies.map(({ y }) => y))
    };
    const covers = () =>
        copies.some((copy) =>
            others.some((other) => touch({ ...copy, x: copy.x + by.x, y: copy.y + by.y }, other))
        );
    for (let tries = 0; tries < TRIES && covers(); tries++) by.y += STEP / 2;
    return by;
}

function touch(one: Point & Size, other: Point & Size): boolean {
    return (
        one.x < other.x + other.width + CLEAR &&
        other.x < one.x + one.width + CLEAR &&
        one.y < other.y + other.height + CLEAR &&
        other.y < one.y + one.height + CLEAR
    );
}
