import { dismissToast, showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/messages.ts";
import { FRAME, GAP } from "../canvas/card-size.ts";
import { boxOf, containerAt } from "../canvas/frame-size.ts";
import type { Change } from "../document/content.ts";
import { changeNode, freePlace, snapped } from "../document/edits.ts";
import type { Point } from "../document/edits.ts";
import { factsOf } from "../document/node-facts.ts";
import { absoluteOf, outermost, relativeTo } from "../document/scope.ts";
import type { Editor } from "../editor-context.ts";
import { move } from "./arrange.ts";
import { definitionOf, factsFor, labelFor, nodeSize, subjects } from "./read.ts";
import { settled } from "./settle.ts";

/** Where each node shall stand on the canvas. */
export type Places = ReadonlyMap<string, Point>;

/** Dragged nodes let go: in their own scope a move, elsewhere into a container or out of it. */
export function dropNodes(
    editor: Editor,
    dropped: Places,
    at: { readonly pointer: Point | null; readonly isFree: boolean }
): void {
    const { nodes } = definitionOf(editor);
    const ids = outermost(nodes, [...dropped.keys()]);
    const target = dropTarget(editor, ids, at.pointer);
    if (ids.every((id) => nodes[id]?.parentId === target)) {
        move(editor, new Map(ids.flatMap((id) => entry(id, dropped.get(id)))), at);
        return;
    }
    const places = ids.flatMap((id) => {
        const place = dropped.get(id);
        const parent = nodes[id]?.parentId;
        if (place === undefined) return [];
        const origin = parent === undefined ? { x: 0, y: 0 } : absoluteOf(nodes, parent);
        return entry(id, { x: place.x + origin.x, y: place.y + origin.y });
    });
    putInto(editor, new Map(places), target);
}

/** The container the pointer is over; without a pointer nothing changes its scope. */
export function dropTarget(
    editor: Editor,
    ids: readonly string[],
    pointer: Point | null
): string | undefined {
    const definition = definitionOf(editor);
    const [first = ""] = ids;
    if (pointer === null) return definition.nodes[first]?.parentId;
    return containerAt(definition, editor.catalogue, pointer, new Set(ids));
}

function entry(id: string, place: Point | undefined): readonly (readonly [string, Point])[] {
    return place === undefined ? [] : [[id, place]];
}

/** Into a container or, without one, to the top. Edges that would cross a border go, and that is said. */
export function putInto(editor: Editor, places: Places, target: string | undefined): boolean {
    const definition = definitionOf(editor);
    const ids = [...places.keys()];
    const [first] = ids;
    if (first === undefined || refusesBody(editor, ids, target)) return false;
    const from = definition.nodes[first]?.parentId;
    const changes: Change[] = [...cutEdges(editor, ids, target)];
    const cut = changes.length;
    for (const [id, place] of places) {
        const position = snapped(relativeTo(definition.nodes, target, place));
        changes.push(
            ...changeNode(definition, id, ({ parentId: _old, ...node }) => ({
                ...node,
                position,
                ...(target === undefined ? {} : { parentId: target })
            }))
        );
    }
    const what =
        ids.length === 1 ? labelFor(editor, first) : t("editor.nodes", { count: ids.length });
    const frame = target ?? from;
    const words = { node: what, frame: frame === undefined ? "" : labelFor(editor, frame) };
    const label = t(target === undefined ? "editor.step.move_out" : "editor.step.move_in", words);
    editor.document.commit({ label, changes: settled(editor, changes) });
    editor.announcer.say(label);
    if (cut > 0) sayCut(editor, label, cut);
    return true;
}

function sayCut(editor: Editor, what: string, count: number): void {
    showToast({
        id: "editor.cut",
        tone: "warn",
        text: t("editor.toast.cut_edges", { what, count }),
        action: {
            label: t("editor.undo"),
            perform: () => {
                editor.document.undo();
                dismissToast("editor.cut");
            }
        }
    });
}

/** What an execution takes in and gives out stands at the top. */
export function refusesBody(
    editor: Editor,
    ids: readonly string[],
    target: string | undefined
): boolean {
    if (target === undefined) return false;
    const misfit = ids.find((id) => factsFor(editor, id)?.canBeInside === false);
    if (misfit === undefined) return false;
    refuseInside(editor, labelFor(editor, misfit));
    return true;
}

export function refuseInside(editor: Editor, node: string): void {
    const text = t("editor.toast.not_inside", { node });
    showToast({ id: "editor.not_inside", tone: "warn", text });
    editor.announcer.say(text, "assertive");
}

function cutEdges(
    editor: Editor,
    ids: readonly string[],
    target: string | undefined
): readonly Change[] {
    const { nodes, edges } = definitionOf(editor);
    const moving = new Set(ids);
    const scope = (id: string) => (moving.has(id) ? target : nodes[id]?.parentId);
    const changes: Change[] = [];
    // From the back, so that undo puts each where it was.
    edges.forEach((edge, at) => {
        if (scope(edge.source) === scope(edge.target)) return;
        changes.unshift({ kind: "edge", at, before: edge, after: null });
    });
    return changes;
}

/** The containers the chosen nodes could go into. */
export function containersFor(editor: Editor): readonly string[] {
    const { nodes } = definitionOf(editor);
    const ids = outermost(nodes, subjects(editor));
    const moving = new Set(ids);
    const [first = ""] = ids;
    return Object.values(nodes)
        .filter((node) => {
            if (!factsOf(node, editor.catalogue).isContainer) return false;
            const isOwn = outermost(nodes, [...moving, node.id]).length === ids.length;
            return !moving.has(node.id) && !isOwn && nodes[first]?.parentId !== node.id;
        })
        .map((node) => node.id);
}

/** By command: to the first free place of the body. */
export function moveInto(editor: Editor, target: string): void {
    const definition = definitionOf(editor);
    const ids = outermost(definition.nodes, subjects(editor));
    const origin = absoluteOf(definition.nodes, target);
    const start = { x: FRAME.side, y: FRAME.top };
    putInto(editor, lined(editor, ids, { parent: target, start, origin }), target);
}

/** By command: below the frame, into what is around it. */
export function moveOut(editor: Editor): void {
    const definition = definitionOf(editor);
    const { nodes } = definition;
    const ids = outermost(nodes, subjects(editor));
    const frame = nodes[nodes[ids[0] ?? ""]?.parentId ?? ""];
    if (frame === undefined) return;
    const box = boxOf(definition, editor.catalogue, frame.id);
    const parent = frame.parentId;
    const origin = parent === undefined ? { x: 0, y: 0 } : absoluteOf(nodes, parent);
    const start = {
        x: frame.position.x + box.x,
        y: frame.position.y + box.y + box.height + GAP.y
    };
    const own = ids.filter((id) => nodes[id]?.parentId === frame.id);
    putInto(editor, lined(editor, own, { parent, start, origin }), parent);
}

/** Side by side from a place on, covering nobody. */
function lined(
    editor: Editor,
    ids: readonly string[],
    where: { readonly parent: string | undefined; readonly start: Point; readonly origin: Point }
): Places {
    const definition = definitionOf(editor);
    const { origin, parent } = where;
    const places = new Map<string, Point>();
    let { x } = where.start;
    for (const id of ids) {
        const size = nodeSize(editor, id);
        const room = { size, sizeOf: (one: string) => nodeSize(editor, one) };
        const wanted = { x, y: where.start.y };
        const place = freePlace(definition, wanted, {
            ...room,
            ...(parent === undefined ? {} : { parentId: parent })
        });
        places.set(id, { x: place.x + origin.x, y: place.y + origin.y });
        x = place.x + size.width + GAP.x;
    }
    return places;
}
