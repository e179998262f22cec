import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/messages.ts";
import { copyNodes, outerNodes, pasteClip, readClip, writeClip } from "../document/clipboard.ts";
import type { Clip } from "../document/clipboard.ts";
import { CARD } from "../canvas/card-size.ts";
import { boxOf, containerAt } from "../canvas/frame-size.ts";
import { byId } from "../document/content.ts";
import { snapped } from "../document/edits.ts";
import type { Point, Size } from "../document/edits.ts";
import { factsOf } from "../document/node-facts.ts";
import { relativeTo } from "../document/scope.ts";
import type { Editor } from "../editor-context.ts";
import { revealNew } from "./arrange.ts";
import { focusNode } from "./focus.ts";
import { removeSelection } from "./nodes.ts";
import { definitionOf, factsFor } from "./read.ts";
import { settled } from "./settle.ts";

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
    const target = how.at === undefined ? undefined : targetAt(editor, clip, how.at);
    const at = how.at === undefined ? undefined : relativeTo(definition.nodes, target, how.at);
    const parentOf = (node: WorkflowNode) =>
        how.at === undefined ? keptParent(editor, node) : target;
    const by = shiftOf(editor, clip, { at, parentOf });
    const pasted = pasteClip(definition, editor.catalogue, clip, {
        parentOf,
        move: ({ x, y }) => snapped({ x: x + by.x, y: y + by.y })
    });
    const label = t(`editor.step.${how.label}`, { count: clip.nodes.length });
    editor.document.commit({
        label,
        changes: settled(editor, pasted.changes),
        select: { nodes: pasted.ids, edges: [] }
    });
    const [first = null] = pasted.ids;
    editor.ui.setState({ focused: first });
    if (first !== null) follow(editor, first);
    editor.announcer.say(label);
}

/** The keyboard goes on with the copy: what is pressed next is meant for that. */
function follow(editor: Editor, id: string): void {
    if (document.activeElement?.closest("[data-node]")) focusNode(editor, id);
    revealNew(editor, id);
}

/** The container under the pointer, unless something of the copies cannot stand in one. */
function targetAt(editor: Editor, clip: Clip, at: Point): string | undefined {
    const middle = { x: at.x + CARD.width / 2, y: at.y + CARD.head / 2 };
    const fits = outerNodes(clip).every((node) => factsOf(node, editor.catalogue).canBeInside);
    return fits ? containerAt(definitionOf(editor), editor.catalogue, middle) : undefined;
}

/** Beside its original, where that container is here. */
function keptParent(editor: Editor, { parentId }: WorkflowNode): string | undefined {
    if (parentId === undefined) return undefined;
    return factsFor(editor, parentId)?.isContainer === true ? parentId : undefined;
}

interface Where {
    readonly at: Point | undefined;
    readonly parentOf: (node: WorkflowNode) => string | undefined;
}

/** To the place that was asked for, or beside the original; down from there until nothing is covered. */
function shiftOf(editor: Editor, clip: Clip, { at, parentOf }: Where): Point {
    const definition = definitionOf(editor);
    const clipped = { nodes: byId(clip.nodes), edges: clip.edges };
    const outer = outerNodes(clip);
    const boxIn = (of: WorkflowDefinition, node: WorkflowNode) => {
        const box = boxOf(of, editor.catalogue, node.id);
        return { ...box, x: node.position.x + box.x, y: node.position.y + box.y };
    };
    const copies = outer.map((node) => boxIn(clipped, node));
    const scopes = new Set(outer.map(parentOf));
    const others = Object.values(definition.nodes)
        .filter((node) => scopes.has(node.parentId))
        .map((node) => boxIn(definition, node));
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
