import type { EdgeProps } from "@xyflow/react";
import { memo, useState } from "react";
import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/messages.ts";
import { removeThese } from "../actions/nodes.ts";
import { useDocument, useEditor, useExecution, useUi } from "../editor-context.ts";
import { edgeStateOf } from "../execution/execution-fold.ts";
import { edgePath } from "./edge-path.ts";
import type { FlowEdge } from "./view-types.ts";

const MOST_DOTS = 20;

/** A connection: where it runs, what went along it, and on hover what can be done with it. */
export const CanvasEdge = memo(function CanvasEdge(props: EdgeProps<FlowEdge>) {
    const { id, source, target, selected = false } = props;
    const port = props.data?.port ?? "out";
    const [isHovered, setIsHovered] = useState(false);
    const canEdit = useDocument((state) => !state.readOnly);
    const isHot = useDocument(
        ({ selection }) => selection.nodes.includes(source) || selection.nodes.includes(target)
    );
    const state = useExecution(({ isShown, fold }) =>
        isShown && fold !== null ? edgeStateOf(fold, { source, port, target }) : "idle"
    );
    const items = useExecution(({ isShown, fold }) => {
        const output =
            isShown && state !== "idle" && state !== "off" ? fold?.runOf(source).output : null;
        return Array.isArray(output) ? output.length : null;
    });
    const isDropTarget = useUi((ui) => ui.dropEdge === id);
    const hasDot = useExecution(({ fold }) => (fold?.state.runs ?? 0) <= MOST_DOTS);
    const { path, middle, isReturn } = edgePath(props);
    const isChosen = useDocument(
        ({ selection }) => selected && selection.nodes.length === 0 && selection.edges.length === 1
    );
    const showsTools = canEdit && (isHovered || isChosen);

    return (
        <g
            data-testid={`edge-${id}`}
            data-state={state}
            onMouseEnter={() => setIsHovered(true)}
            onMouseLeave={() => setIsHovered(false)}
        >
            <path
                className="fm-edge"
                d={path}
                data-state={state}
                data-hot={isDropTarget || (isHot && state === "idle") ? "" : undefined}
            />
            <path
                className="react-flow__edge-interaction"
                d={path}
                fill="none"
                strokeOpacity={0}
                strokeWidth={22}
            />
            {isReturn && (
                <path
                    className="fm-edge-chevron"
                    d={`M${middle.x + 5} ${middle.y - 5}L${middle.x} ${middle.y}L${middle.x + 5} ${middle.y + 5}`}
                />
            )}
            {state === "active" && hasDot && (
                <circle r={4} className="fm-edge-dot">
                    <animateMotion dur="1.2s" repeatCount="indefinite" path={path} />
                </circle>
            )}
            {items !== null && !showsTools && (
                <EdgeLabel
                    text={t("editor.edge.items", { count: items })}
                    at={middle}
                    room={roomOf(props, isReturn)}
                />
            )}
            {showsTools && <EdgeTools id={id} at={middle} withDelete={selected} />}
        </g>
    );
});

type Ends = Pick<EdgeProps, "sourceX" | "sourceY" | "targetX" | "targetY">;

function roomOf({ sourceX, sourceY, targetX, targetY }: Ends, isReturn: boolean): number {
    return isReturn ? Infinity : Math.hypot(targetX - sourceX, targetY - sourceY);
}

interface EdgeLabelProps {
    readonly text: string;
    readonly at: { readonly x: number; readonly y: number };
    /** From end to end: between two cards close together half a word would look out. */
    readonly room: number;
}

function EdgeLabel(props: EdgeLabelProps) {
    const width = props.text.length * 7 + 12;
    if (props.room < width) return null;
    return (
        <foreignObject
            x={props.at.x - width / 2}
            y={props.at.y - 10}
            width={width}
            height={20}
            className="pointer-events-none"
        >
            <div className="h-5 rounded-[5px] bg-canvas px-1 text-center text-micro leading-5 font-medium whitespace-nowrap text-fg-3 tabular">
                {props.text}
            </div>
        </foreignObject>
    );
}

function EdgeTools(props: {
    readonly id: string;
    readonly at: { readonly x: number; readonly y: number };
    readonly withDelete: boolean;
}) {
    const editor = useEditor();
    const { id, at, withDelete } = props;
    const width = withDelete ? 62 : 30;

    function insert(event: React.MouseEvent<HTMLElement>) {
        event.stopPropagation();
        const box = event.currentTarget.getBoundingClientRect();
        const place = { x: at.x - 104, y: at.y - 32 };
        editor.ui.setState({
            picker: { at: { x: box.right + 8, y: box.top }, place, edge: id }
        });
    }

    return (
        <foreignObject
            x={at.x - width / 2}
            y={at.y - 15}
            width={width}
            height={30}
            className="nodrag nopan"
        >
            <div className="flex h-full items-center justify-center gap-2">
                <button
                    type="button"
                    tabIndex={-1}
                    aria-label={t("editor.edge.insert")}
                    title={t("editor.edge.insert")}
                    className="pointer-events-auto grid size-6 place-items-center rounded-full bg-primary-solid text-primary-fg shadow-[0_0_0_3px_var(--bg-canvas)]"
                    onClick={insert}
                >
                    <Icon name="plus" size={14} />
                </button>
                {withDelete && (
                    <button
                        type="button"
                        tabIndex={-1}
                        aria-label={t("editor.edge.delete")}
                        title={t("editor.edge.delete")}
                        className="pointer-events-auto grid size-6 place-items-center rounded-full bg-surface-3 text-fg-2 shadow-[0_0_0_3px_var(--bg-canvas),inset_0_0_0_1px_var(--border-node)] hover:text-err"
                        onClick={(event) => {
                            event.stopPropagation();
                            removeThese(editor, { nodes: [], edges: [id] });
                        }}
                    >
                        <Icon name="trash" size={14} />
                    </button>
                )}
            </div>
        </foreignObject>
    );
}
