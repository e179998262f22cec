import type { NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { WorkflowEdge, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { dismissToast, showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/messages.ts";
import { CARD, FRAME, NOTE } from "../canvas/card-size.ts";
import { containerAt } from "../canvas/frame-size.ts";
import type { Change } from "../document/content.ts";
import { refusalOf } from "../document/connection.ts";
import type { Connection, Refusal } from "../document/connection.ts";
import {
    addEdge,
    addNode,
    fieldsReading,
    freePlace,
    placeAfter,
    remove,
    rerouteEdge,
    snapped,
    spliceNode
} from "../document/edits.ts";
import type { Point } from "../document/edits.ts";
import { graphOf, portOf } from "../document/graph.ts";
import { factsOf } from "../document/node-facts.ts";
import { freeId, freeLabel } from "../document/node-id.ts";
import { relativeTo } from "../document/scope.ts";
import type { Editor } from "../editor-context.ts";
import { refuseInside } from "./containers.ts";
import { cardOf, focusNode } from "./focus.ts";
import { definitionOf, labelFor, nodeSize, PLAIN } from "./read.ts";
import { settled } from "./settle.ts";

export interface NewNode {
    readonly type: string;
    /** Where it was dropped; beside its source, or in sight, when absent. */
    readonly place?: Point;
    readonly from?: { readonly node: string; readonly port: string };
    /** The edge it is put into. */
    readonly edge?: string;
    /** The container it goes into, where neither place nor neighbour says so. */
    readonly inside?: string;
    readonly data?: { readonly [key: string]: unknown };
}

/** Adds a node and what joins it to the rest, as one step. Answers its id. */
export function add(editor: Editor, input: NewNode): string | null {
    const type = editor.catalogue.get(input.type);
    const definition = definitionOf(editor);
    if (type === undefined || editor.document.getState().readOnly) return null;
    const edge = input.edge === undefined ? undefined : graphOf(definition).edge(input.edge);
    const from = edge === undefined ? input.from : { node: edge.source, port: portOf(edge) };
    const parent = scopeFor(editor, input);
    const node = made(editor, type, { ...input, from, parent });
    if (parent !== undefined && !factsOf(node, editor.catalogue).canBeInside) {
        refuseInside(editor, type.name);
        return null;
    }
    const changes: Change[] = [addNode(definition, node)];
    if (edge !== undefined && type.accepts_input) {
        const port = factsOf(node, editor.catalogue).ports[0]?.id ?? null;
        changes.push(...roomFor(editor, edge, node));
        changes.push(...spliceNode(definition, { edge, node: node.id, port }));
    } else if (from !== undefined && type.accepts_input) {
        changes.push(addEdge(definition, { source: from.node, port: from.port, target: node.id }));
    }
    const label = factsOf(node, editor.catalogue).label;
    editor.document.commit({
        label: t("editor.step.add", { node: label }),
        changes: settled(editor, changes),
        select: { nodes: [node.id], edges: [] }
    });
    const { recent } = editor.ui.getState();
    editor.ui.setState({
        focused: node.id,
        recent: [type.type, ...recent.filter((one) => one !== type.type)].slice(0, 5)
    });
    editor.announcer.say(
        from === undefined || !type.accepts_input
            ? t("editor.say.added", { node: label })
            : t("editor.say.added_after", { node: label, source: labelFor(editor, from.node) })
    );
    return node.id;
}

/** The container a new node goes into: its neighbour's, else the one it is dropped on. */
export function scopeFor(editor: Editor, input: Omit<NewNode, "type">): string | undefined {
    const definition = definitionOf(editor);
    const edge = input.edge === undefined ? undefined : graphOf(definition).edge(input.edge);
    const beside = edge?.source ?? input.from?.node;
    if (beside !== undefined) return definition.nodes[beside]?.parentId;
    if (input.inside !== undefined || input.place === undefined) return input.inside;
    return containerAt(definition, editor.catalogue, input.place);
}

type Placed = NewNode & { readonly parent: string | undefined };

function made(editor: Editor, type: NodeType, input: Placed): WorkflowNode {
    const definition = definitionOf(editor);
    const labels = new Set(
        Object.values(definition.nodes).map((node) => factsOf(node, editor.catalogue).label)
    );
    const label = freeLabel(type.name, (one) => labels.has(one));
    return {
        id: freeId(label, (id) => Object.hasOwn(definition.nodes, id)),
        type: type.type,
        position: placeFor(editor, input),
        data: { label, ...structuredClone(type.defaults), ...input.data },
        ...(input.parent === undefined ? {} : { parentId: input.parent })
    };
}

function placeFor(editor: Editor, input: Placed): Point {
    const definition = definitionOf(editor);
    const { parent } = input;
    if (input.place !== undefined) {
        return snapped(relativeTo(definition.nodes, parent, input.place));
    }
    const type = editor.catalogue.get(input.type);
    const size = type?.annotation === true ? NOTE : type?.container === true ? FRAME.least : PLAIN;
    const room = { size, sizeOf: (id: string) => nodeSize(editor, id) };
    if (input.from !== undefined) return placeAfter(definition, input.from.node, room);
    if (parent !== undefined) {
        const first = { x: FRAME.side, y: FRAME.top };
        return freePlace(definition, first, { ...room, parentId: parent });
    }
    return freePlace(definition, middleOfView(editor), room);
}

function middleOfView(editor: Editor): Point {
    const flow = editor.flow.current;
    const pane = globalThis.document.querySelector(".react-flow")?.getBoundingClientRect();
    if (flow === null || pane === undefined) return { x: 0, y: 0 };
    const { x, y } = flow.screenToFlowPosition({
        x: pane.x + pane.width / 2,
        y: pane.y + pane.height / 2
    });
    return { x: x - CARD.width / 2, y: y - CARD.head / 2 };
}

/** A node put into a short edge would cover its target: what comes after moves to the right. */
export function roomFor(editor: Editor, edge: WorkflowEdge, node: WorkflowNode): Change[] {
    const definition = definitionOf(editor);
    const target = definition.nodes[edge.target];
    if (target === undefined) return [];
    const missing = node.position.x + nodeWidth(editor, node) + 56 - target.position.x;
    if (missing <= 0 || target.position.x < node.position.x - CARD.width) return [];
    const behind = [edge.target, ...graphOf(definition).downstream(edge.target)];
    return behind.flatMap((id): Change[] => {
        const before = definition.nodes[id];
        if (before === undefined || before.position.x < target.position.x) return [];
        const position = snapped({ x: before.position.x + missing, y: before.position.y });
        const at = Object.keys(definition.nodes).indexOf(id);
        return [{ kind: "node", at, before, after: { ...before, position } }];
    });
}

function nodeWidth(editor: Editor, node: WorkflowNode): number {
    return factsOf(node, editor.catalogue).isContainer ? FRAME.least.width : CARD.width;
}

/** The port a follower would leave from: the first that leads nowhere yet. */
export function portToLeave(editor: Editor, id: string): string | null {
    const definition = definitionOf(editor);
    const node = definition.nodes[id];
    if (node === undefined) return null;
    const { ports } = factsOf(node, editor.catalogue);
    const used = new Set(graphOf(definition).outOf(id).map(portOf));
    return (ports.find((port) => !used.has(port.id)) ?? ports[0])?.id ?? null;
}

/** What the palette does on a click: right of the selection, and connected. */
export function addAfterSelection(editor: Editor, type: string): string | null {
    const { nodes } = editor.document.getState().selection;
    const [only, more] = nodes;
    const port = only === undefined || more !== undefined ? null : portToLeave(editor, only);
    const accepts = editor.catalogue.get(type)?.accepts_input === true;
    const isJoined = only !== undefined && port !== null && accepts;
    return add(editor, { type, ...(isJoined ? { from: { node: only, port } } : {}) });
}

export function refusalText(refusal: Exclude<Refusal, null>): string {
    return t(`editor.refusal.${refusal}`);
}

/** Null when the edge stands; else why not. */
export function connect(editor: Editor, connection: Connection): string | null {
    const definition = definitionOf(editor);
    const refusal = refusalOf(definition, editor.catalogue, connection);
    if (refusal !== null) {
        editor.announcer.say(refusalText(refusal), "assertive");
        return refusalText(refusal);
    }
    const words = {
        source: labelFor(editor, connection.source),
        target: labelFor(editor, connection.target)
    };
    editor.document.commit({
        label: t("editor.step.connect", words),
        changes: [addEdge(definition, connection)]
    });
    editor.announcer.say(t("editor.say.connected", words));
    return null;
}

export function reroute(editor: Editor, edge: string, connection: Connection): string | null {
    const definition = definitionOf(editor);
    const without = { ...definition, edges: definition.edges.filter((one) => one.id !== edge) };
    const refusal = refusalOf(without, editor.catalogue, connection);
    if (refusal !== null) return refusalText(refusal);
    editor.document.commit({
        label: t("editor.step.reroute"),
        changes: rerouteEdge(definition, edge, connection)
    });
    return null;
}

export function removeSelection(editor: Editor): void {
    removeThese(editor, editor.document.getState().selection);
}

/** Undo instead of a question; who still refers to what is gone is said in the same breath. */
export function removeThese(
    editor: Editor,
    doomed: { readonly nodes: readonly string[]; readonly edges: readonly string[] }
): void {
    const definition = definitionOf(editor);
    const changes = remove(definition, doomed);
    if (changes.length === 0 || editor.document.getState().readOnly) return;
    const text = removedText(editor, doomed);
    const next = neighbourOf(editor, doomed.nodes);
    const wasFocused = doomed.nodes.some((id) => cardOf(id)?.contains(document.activeElement));
    const orphans = doomed.nodes.reduce((sum, id) => sum + fieldsReading(definition, id), 0);
    editor.document.commit({ label: text, changes, select: { nodes: [], edges: [] } });
    editor.ui.setState({ focused: next });
    // Deleted under the focus: it goes to what stands next to the gap, never to the page.
    if (wasFocused && next !== null) focusNode(editor, next);
    editor.announcer.say(text);
    if (orphans === 0) return;
    showToast({
        id: "editor.orphans",
        tone: "warn",
        text: t("editor.toast.orphans", { what: text, count: orphans }),
        action: {
            label: t("editor.undo"),
            perform: () => {
                editor.document.undo();
                dismissToast("editor.orphans");
            }
        }
    });
}

function removedText(
    editor: Editor,
    doomed: { readonly nodes: readonly string[]; readonly edges: readonly string[] }
): string {
    const [only, more] = doomed.nodes;
    if (only === undefined) return t("editor.step.delete_edges", { count: doomed.edges.length });
    if (more !== undefined) return t("editor.step.delete_nodes", { count: doomed.nodes.length });
    return t("editor.step.delete", { node: labelFor(editor, only) });
}

/** Where the focus goes when a node is gone: to its follower, what led to it, or any other. */
function neighbourOf(editor: Editor, gone: readonly string[]): string | null {
    const definition = definitionOf(editor);
    const graph = graphOf(definition);
    const doomed = new Set(gone);
    const near = gone.flatMap((id) => [
        ...graph.outOf(id).map((edge) => edge.target),
        ...graph.into(id).map((edge) => edge.source)
    ]);
    return [...near, ...graph.order].find((id) => !doomed.has(id)) ?? null;
}
