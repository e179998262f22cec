import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { t } from "../../messages/messages.ts";
import { FRAME, GAP } from "../canvas/card-size.ts";
import { boxOf } from "../canvas/frame-size.ts";
import { moveNodes, snapped, withInside } from "../document/edits.ts";
import type { Point } from "../document/edits.ts";
import { graphOf } from "../document/graph.ts";
import { factsOf } from "../document/node-facts.ts";
import { around, outermost } from "../document/scope.ts";
import { tidy } from "../document/tidy.ts";
import type { Editor } from "../editor-context.ts";
import { definitionOf, factsFor, labelFor, nodeSize, subjects } from "./read.ts";
import { settled } from "./settle.ts";

interface Moving {
    /** Moves of one gesture are one step. */
    readonly merge?: string;
    /** Off the grid. */
    readonly isFree?: boolean;
}

export function move(
    editor: Editor,
    positions: ReadonlyMap<string, Point>,
    { merge, isFree = false }: Moving = {}
): void {
    const place = isFree ? rounded : snapped;
    const placed = new Map([...positions].map(([id, point]) => [id, place(point)]));
    const changes = settled(editor, moveNodes(definitionOf(editor), placed));
    const [first] = placed.keys();
    if (changes.length === 0 || first === undefined) return;
    const label =
        placed.size === 1
            ? t("editor.step.move", { node: labelFor(editor, first) })
            : t("editor.step.move_nodes", { count: placed.size });
    editor.document.commit({ label, changes, ...(merge === undefined ? {} : { merge }) });
}

function rounded({ x, y }: Point): Point {
    return { x: Math.round(x), y: Math.round(y) };
}

export function nudge(editor: Editor, by: Point): void {
    const { nodes } = definitionOf(editor);
    const ids = outermost(nodes, subjects(editor));
    const positions = new Map(
        ids.flatMap((id) => {
            const at = nodes[id]?.position;
            return at === undefined ? [] : [[id, { x: at.x + by.x, y: at.y + by.y }] as const];
        })
    );
    move(editor, positions, { merge: `nudge ${ids.join(" ")}` });
    const [first] = ids;
    if (first !== undefined) editor.announcer.say(movedText(editor, first, by));
}

function movedText(editor: Editor, id: string, by: Point): string {
    const direction = by.x > 0 ? "right" : by.x < 0 ? "left" : by.y > 0 ? "down" : "up";
    return t(`editor.say.moved_${direction}`, { node: labelFor(editor, id) });
}

/** The selection when it is several, else everything. */
export function tidyUp(editor: Editor): void {
    const definition = definitionOf(editor);
    const { selection } = editor.document.getState();
    const only = tidied(editor, selection.nodes);
    const positions = tidy(definition, {
        ...(only === undefined ? {} : { only }),
        sizeOf: (id, drafted) => ({
            ...boxOf(drafted, editor.catalogue, id),
            ...(factsFor(editor, id)?.isContainer === true ? {} : nodeSize(editor, id))
        }),
        body: { x: FRAME.side, y: FRAME.top },
        gap: GAP,
        isLoose: (id) => {
            const node = definition.nodes[id];
            return node !== undefined && factsOf(node, editor.catalogue).isAnnotation;
        }
    });
    const moved = moveNodes(definition, positions);
    const changes = only === undefined ? moved : settled(editor, moved);
    if (changes.length === 0) {
        editor.announcer.say(t("editor.say.tidy_already"));
        return;
    }
    editor.document.commit({ label: t("editor.step.tidy", { count: changes.length }), changes });
    editor.announcer.say(t("editor.step.tidy", { count: changes.length }));
    if (only === undefined) requestAnimationFrame(() => fit(editor));
}

/** Several chosen nodes with what is in them, the body of one container, or everything. */
function tidied(editor: Editor, chosen: readonly string[]): ReadonlySet<string> | undefined {
    const [only, more] = chosen;
    const inside = withInside(definitionOf(editor), chosen);
    if (more !== undefined) return inside;
    if (only === undefined || inside.size < 2) return undefined;
    return new Set([...inside].filter((id) => id !== only));
}

const PADDING = 0.12;

/** Below there is room for the bar with the zoom: it covers no card. */
export const FIT = {
    padding: { x: PADDING, top: PADDING, bottom: "76px" },
    maxZoom: 1
} as const;

export function fit(editor: Editor, nodes?: readonly string[]): void {
    void editor.flow.current?.fitView({
        ...FIT,
        duration: motion(240),
        ...(nodes === undefined ? {} : { nodes: nodes.map((id) => ({ id })) })
    });
}

const LEGIBLE = 0.6;

/** A new node in sight: with the whole graph where that stays legible, else by moving the view. */
export function revealNew(editor: Editor, id: string): void {
    const flow = editor.flow.current;
    const pane = paneBox();
    if (flow === null || pane === null) return;
    if (pushOf(editor, id) === null) return;
    const box = flow.getNodesBounds(flow.getNodes());
    const zoom = Math.min(pane.width / box.width, pane.height / box.height) / (1 + 2 * PADDING);
    if (zoom >= LEGIBLE) fit(editor);
    else reveal(editor, id);
}

/** Fits the graph only where part of it is out of sight. */
export function showAll(editor: Editor): void {
    const flow = editor.flow.current;
    const pane = paneBox();
    if (flow === null || pane === null) return;
    const { x, y, zoom } = flow.getViewport();
    const box = flow.getNodesBounds(flow.getNodes());
    const isInside =
        box.x * zoom + x >= MARGIN &&
        box.y * zoom + y >= MARGIN &&
        (box.x + box.width) * zoom + x <= pane.width - MARGIN &&
        (box.y + box.height) * zoom + y <= pane.height - MARGIN;
    if (!isInside) fit(editor);
}

/** The part of the canvas that nothing covers. */
function paneBox(): { readonly width: number; readonly height: number } | null {
    const page = globalThis.document;
    const pane = page.querySelector(".react-flow")?.getBoundingClientRect();
    if (pane === undefined) return null;
    const over = page.querySelector("[data-region=inspector]")?.getBoundingClientRect();
    const isOver = over !== undefined && over.left < pane.right && over.top < pane.bottom;
    if (!isOver) return pane;
    const isSheet = over.width > pane.width / 2 && over.top > pane.top + 1;
    return isSheet
        ? { width: pane.width, height: over.top - pane.top }
        : { width: over.left - pane.left, height: pane.height };
}

/** How long something may move: not at all where people asked for that. */
export function motion(milliseconds: number): number {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : milliseconds;
}

/** Pans only as far as needed; never changes the zoom. */
export function reveal(editor: Editor, id: string): void {
    const push = pushOf(editor, id);
    if (push === null) return;
    const { flow, dx, dy } = push;
    const { zoom, x, y } = flow.getViewport();
    void flow.setViewport({ zoom, x: x + dx, y: y + dy }, { duration: motion(180) });
}

/** How far the view has to move for a node to be in it; null when it is. */
function pushOf(editor: Editor, id: string) {
    const flow = editor.flow.current;
    const node = definitionOf(editor).nodes[id];
    const pane = paneBox();
    if (flow === null || node === undefined || pane === null) return null;
    const { zoom, x, y } = flow.getViewport();
    const size = nodeSize(editor, id);
    const at = flow.getInternalNode(id)?.internals.positionAbsolute ?? node.position;
    const dx = pushInto(at.x * zoom + x, size.width * zoom, pane.width);
    const dy = pushInto(at.y * zoom + y, size.height * zoom, pane.height);
    return dx === 0 && dy === 0 ? null : { flow, dx, dy };
}

const MARGIN = 24;

function pushInto(start: number, length: number, room: number): number {
    if (length + 2 * MARGIN > room) return MARGIN - start;
    if (start < MARGIN) return MARGIN - start;
    if (start + length > room - MARGIN) return room - MARGIN - start - length;
    return 0;
}

/** The chosen nodes, what they read and what reads them; null when nothing is chosen. */
export function lineageOf(
    definition: WorkflowDefinition,
    chosen: readonly string[]
): ReadonlySet<string> | null {
    if (chosen.length === 0) return null;
    const graph = graphOf(definition);
    const frames = new Set(chosen.flatMap((id) => around(definition.nodes, id)));
    const lit = chosen
        .flatMap((id) => [id, ...graph.upstream(id), ...graph.downstream(id)])
        .filter((id) => !frames.has(id));
    return new Set([...withInside(definition, lit), ...frames]);
}

export function toggleLineage(editor: Editor): void {
    const showsLineage = !editor.ui.getState().showsLineage;
    editor.ui.setState({ showsLineage });
    editor.announcer.say(t(showsLineage ? "editor.say.lineage_on" : "editor.say.lineage_off"));
}

export function selectAround(editor: Editor, which: "upstream" | "downstream" | "all"): void {
    const definition = definitionOf(editor);
    const graph = graphOf(definition);
    const { selection } = editor.document.getState();
    const nodes =
        which === "all"
            ? Object.keys(definition.nodes)
            : [
                  ...new Set([
                      ...selection.nodes,
                      ...selection.nodes.flatMap((id) => [...graph[which](id)])
                  ])
              ];
    editor.document.select({ nodes, edges: [] });
    editor.announcer.say(t("editor.say.selected", { count: nodes.length }));
}
