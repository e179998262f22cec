import {
    Background,
    BackgroundVariant,
    MiniMap,
    ReactFlow,
    ReactFlowProvider,
    SelectionMode,
    useKeyPress
} from "@xyflow/react";
import type { EdgeTypes, NodeTypes } from "@xyflow/react";
import { useMemo, useState } from "react";
import { logger } from "../../api/logger.ts";
import { t } from "../../messages/messages.ts";
import { useTheme } from "../../stores/theme.ts";
import { FIT } from "../actions/arrange.ts";
import { useDocument, useEditor, useUi } from "../editor-context.ts";
import { CULL_ABOVE } from "./card-size.ts";
import { CanvasEdge } from "./CanvasEdge.tsx";
import { CanvasMenu } from "./CanvasMenu.tsx";
import "./canvas.css";
import "./card.css";
import "./frame.css";
import { ConnectDialog } from "./ConnectDialog.tsx";
import { EmptyCanvas } from "./EmptyCanvas.tsx";
import { FrameCard } from "./FrameCard.tsx";
import { MoveDialog } from "./MoveDialog.tsx";
import { NodeCard } from "./NodeCard.tsx";
import { NodePicker } from "./NodePicker.tsx";
import { NoteCard } from "./NoteCard.tsx";
import { RefusalTip } from "./RefusalTip.tsx";
import { useCanvasViews } from "./use-canvas-views.ts";
import { useConnecting } from "./use-connecting.ts";
import { useDropping } from "./use-dropping.ts";
import { usePointing } from "./use-pointing.ts";
import type { CardNode, FlowEdge } from "./view-types.ts";
import { ZoomBar } from "./ZoomBar.tsx";

// Outside of the render: React Flow mounts everything anew when these change their identity.
const NODE_TYPES: NodeTypes = { card: NodeCard, frame: FrameCard, note: NoteCard };
const EDGE_TYPES: EdgeTypes = { flow: CanvasEdge };
const SNAP: [number, number] = [8, 8];
const PAN_BUTTONS = [0, 1];
const MULTI_KEYS = ["Meta", "Control", "Shift"];
const NO_BRANDING = { hideAttribution: false };
const MAP_ABOVE = 30;

export interface CanvasProps {
    /** What stands over the canvas: a badge, a button that opens a panel. */
    readonly children?: React.ReactNode;
    readonly zoomBarAt?: "left" | "right";
}

/** The graph: a view of the document, of the execution that is shown, and of nothing else. */
export function Canvas(props: CanvasProps) {
    return (
        <ReactFlowProvider>
            <Surface {...props} />
        </ReactFlowProvider>
    );
}

function Surface({ children, zoomBarAt = "left" }: CanvasProps) {
    const editor = useEditor();
    const theme = useTheme();
    const isFar = useUi((ui) => ui.isFar);
    const isTiny = useUi((ui) => ui.isTiny);
    const isConnecting = useUi((ui) => ui.refusing !== null);
    const isLocked = useUi((ui) => ui.isLocked);
    const readOnly = useDocument((state) => state.readOnly) || isLocked;
    const count = useDocument((state) => Object.keys(state.content.definition.nodes).length);
    const views = useCanvasViews();
    const connecting = useConnecting();
    const dropping = useDropping();
    const pointing = usePointing();
    // On empty ground there is nothing to fit: a first node stays where it was dropped.
    const [fitsAtFirst] = useState(count > 0);
    const isFree = useKeyPress("Alt");
    const labels = useMemo(() => ({ "minimap.ariaLabel": t("editor.canvas.minimap") }), []);

    return (
        <section
            aria-label={t("editor.canvas.label")}
            aria-describedby="canvas-help"
            data-region="canvas"
            tabIndex={-1}
            className="relative min-h-0 min-w-0 flex-1 outline-none"
            onFocus={pointing.onFocus}
            onDoubleClick={pointing.onDoubleClick}
        >
            <p id="canvas-help" className="sr-only">
                {t("editor.canvas.help")}
            </p>
            <ReactFlow<CardNode, FlowEdge>
                {...views}
                {...connecting}
                {...dropping}
                {...pointing.flow}
                className="fm-canvas"
                data-connecting={isConnecting ? "" : undefined}
                data-tiny={isTiny ? "" : undefined}
                colorMode={theme}
                nodeTypes={NODE_TYPES}
                edgeTypes={EDGE_TYPES}
                onInit={(flow) => {
                    editor.flow.current = flow;
                }}
                fitView={fitsAtFirst}
                fitViewOptions={FIT}
                minZoom={0.05}
                maxZoom={2}
                snapToGrid={!isFree}
                snapGrid={SNAP}
                panOnScroll
                panOnDrag={PAN_BUTTONS}
                zoomOnDoubleClick={false}
                selectionMode={SelectionMode.Partial}
                multiSelectionKeyCode={MULTI_KEYS}
                panActivationKeyCode={null}
                deleteKeyCode={null}
                disableKeyboardA11y
                nodesFocusable={false}
                edgesFocusable={false}
                nodesDraggable={!readOnly}
                nodesConnectable={!readOnly}
                edgesReconnectable={!readOnly}
                connectionRadius={24}
                onlyRenderVisibleElements={count > CULL_ABOVE}
                ariaLabelConfig={labels}
                proOptions={NO_BRANDING}
                attributionPosition="bottom-right"
                onError={(code, message) => logger.warn("canvas", { code, message })}
            >
                {!isFar && <Background variant={BackgroundVariant.Dots} gap={24} size={1.4} />}
                {count > MAP_ABOVE && (
                    <MiniMap
                        pannable
                        className="fm-minimap"
                        nodeColor="var(--edge)"
                        position="bottom-right"
                    />
                )}
            </ReactFlow>
            {count === 0 && <EmptyCanvas />}
            <ZoomBar at={zoomBarAt} />
            {children}
            <NodePicker />
            <ConnectDialog />
            <MoveDialog />
            <CanvasMenu />
            <RefusalTip />
        </section>
    );
}
