import { useStoreApi } from "@xyflow/react";
import type {
    Connection as FlowConnection,
    Edge,
    FinalConnectionState,
    OnConnectStartParams
} from "@xyflow/react";
import { useMemo } from "react";
import type { Connection } from "../document/connection.ts";
import { refusalOf } from "../document/connection.ts";
import type { Point } from "../document/edits.ts";
import { DEFAULT_PORT } from "../document/graph.ts";
import { useEditor } from "../editor-context.ts";
import type { Editor } from "../editor-context.ts";
import { connect, refusalText, reroute } from "../actions/nodes.ts";
import { definitionOf } from "../actions/read.ts";
import { around } from "../document/scope.ts";
import { containerAt } from "./frame-size.ts";
import type { FlowEdge } from "./view-types.ts";

/**
 * Drawing edges: by dragging, or by a click on a port and a click on where it leads. The same rules
 * as the server refuse by, with the reason where the pointer is; an end on empty ground asks for a
 * node to put there.
 */
export function useConnecting() {
    const editor = useEditor();
    const flow = useStoreApi();
    return useMemo(() => {
        const end = () => editor.ui.setState({ refusing: null });
        return {
            isValidConnection: (connection: FlowConnection | Edge) =>
                refusalOf(definitionOf(editor), editor.catalogue, ours(connection)) === null,
            onConnect: (connection: FlowConnection) => void connect(editor, ours(connection)),
            onConnectStart: (_event: unknown, params: OnConnectStartParams) =>
                begin(editor, params),
            onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
                end();
                const { fromHandle } = state;
                if (state.isValid === true || fromHandle === null) return;
                const from = { node: fromHandle.nodeId, port: fromHandle.id ?? DEFAULT_PORT };
                drop(editor, from, { event, hit: state.toNode?.id ?? null });
            },
            onClickConnectStart: (_event: unknown, params: OnConnectStartParams) =>
                begin(editor, params),
            onClickConnectEnd: (event: MouseEvent | TouchEvent) => {
                end();
                const start = flow.getState().connectionClickStartHandle;
                if (start === null) return;
                const hit = nodeUnder(pointOf(event));
                const from = { node: start.nodeId, port: start.id ?? DEFAULT_PORT };
                if (hit === null || hasEdge(editor, from, hit)) return;
                refuse(editor, { ...from, target: hit }, pointOf(event));
            },
            onReconnect: (edge: FlowEdge, connection: FlowConnection) => {
                const refusal = reroute(editor, edge.id, ours(connection));
                if (refusal !== null) editor.announcer.say(refusal, "assertive");
            }
        };
    }, [editor, flow]);
}

/** After a click on a port: the next click on a node connects, on empty ground asks for one. */
export function finishClick(
    editor: Editor,
    start: { readonly node: string; readonly port: string },
    event: { readonly clientX: number; readonly clientY: number; readonly hit: string | null }
): void {
    editor.ui.setState({ refusing: null });
    const at = { x: event.clientX, y: event.clientY };
    if (event.hit === null) openPickerAt(editor, start, at);
    else join(editor, start, event.hit, at);
}

function ours(connection: FlowConnection | Edge): Connection {
    return {
        source: connection.source,
        port: connection.sourceHandle ?? DEFAULT_PORT,
        target: connection.target
    };
}

function begin(editor: Editor, { nodeId, handleId }: OnConnectStartParams): void {
    if (nodeId === null) return;
    const definition = definitionOf(editor);
    const from = { source: nodeId, port: handleId ?? DEFAULT_PORT };
    const refusing = Object.keys(definition.nodes).filter(
        (target) =>
            target !== nodeId &&
            refusalOf(definition, editor.catalogue, { ...from, target }) !== null
    );
    editor.ui.setState({ refusing: new Set(refusing), refusal: null });
}

function drop(
    editor: Editor,
    from: { readonly node: string; readonly port: string },
    where: { readonly event: MouseEvent | TouchEvent; readonly hit: string | null }
): void {
    const at = pointOf(where.event);
    const hit = where.hit ?? nodeUnder(at);
    // A click on a port ends where it began: React Flow goes on with click-to-connect.
    if (hit === from.node && isOverPort(at)) return;
    if (hit !== null) join(editor, from, hit, at);
    else if (isOverPane(at)) openPickerAt(editor, from, at);
}

function join(
    editor: Editor,
    from: { readonly node: string; readonly port: string },
    target: string,
    at: Point
): void {
    const refusal = connect(editor, { source: from.node, port: from.port, target });
    if (refusal !== null) editor.ui.setState({ refusal: { at, text: refusal } });
}

function refuse(
    editor: Editor,
    connection: { readonly node: string; readonly port: string; readonly target: string },
    at: Point
): void {
    const { node: source, port, target } = connection;
    const refusal = refusalOf(definitionOf(editor), editor.catalogue, { source, port, target });
    if (refusal === null) return;
    editor.ui.setState({ refusal: { at, text: refusalText(refusal) } });
    editor.announcer.say(refusalText(refusal), "assertive");
}

function hasEdge(
    editor: Editor,
    from: { readonly node: string; readonly port: string },
    target: string
): boolean {
    return definitionOf(editor).edges.some(
        (edge) =>
            edge.source === from.node &&
            (edge.sourceHandle ?? DEFAULT_PORT) === from.port &&
            edge.target === target
    );
}

function openPickerAt(
    editor: Editor,
    from: { readonly node: string; readonly port: string },
    at: Point
): void {
    const place = editor.flow.current?.screenToFlowPosition(at);
    if (place !== undefined && !isBeside(editor, from, { place, at })) return;
    editor.ui.setState({
        picker: {
            at,
            from,
            ...(place === undefined ? {} : { place: { x: place.x, y: place.y - 32 } })
        }
    });
}

/**
 * A new node stands beside its source. Let go over a container that is there, it is that one that is
 * meant; over any other border there is nothing to put it into.
 */
function isBeside(
    editor: Editor,
    from: { readonly node: string; readonly port: string },
    where: { readonly place: Point; readonly at: Point }
): boolean {
    const definition = definitionOf(editor);
    const { nodes } = definition;
    const scope = nodes[from.node]?.parentId;
    const under = containerAt(definition, editor.catalogue, where.place);
    if (under === scope) return true;
    const frames = under === undefined ? [] : [under, ...around(nodes, under)];
    const frame = frames.find((id) => nodes[id]?.parentId === scope && id !== from.node);
    if (frame !== undefined) join(editor, from, frame, where.at);
    else {
        editor.ui.setState({ refusal: { at: where.at, text: refusalText("scope") } });
        editor.announcer.say(refusalText("scope"), "assertive");
    }
    return false;
}

function pointOf(event: MouseEvent | TouchEvent | React.MouseEvent): Point {
    const touch = "changedTouches" in event ? event.changedTouches[0] : event;
    return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 };
}

function nodeUnder({ x, y }: Point): string | null {
    const card = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-node]");
    return card?.dataset["node"] ?? null;
}

function isOverPort({ x, y }: Point): boolean {
    return document.elementFromPoint(x, y)?.closest(".fm-port") !== null;
}

function isOverPane({ x, y }: Point): boolean {
    return document.elementFromPoint(x, y)?.classList.contains("react-flow__pane") === true;
}
