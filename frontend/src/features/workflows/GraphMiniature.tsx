import { useMemo } from "react";
import { useNodeTypes } from "../../api/queries/system.ts";
import { CARD, miniature } from "./miniature.ts";
import type { MiniatureNode, Outline } from "./miniature.ts";

export interface GraphMiniatureProps {
    readonly outline: Outline;
    /** A badge stands above. */
    readonly isLowered?: boolean;
}

/** The graph as one would recognise it from afar. Decoration beside the name. */
export function GraphMiniature({ outline, isLowered }: GraphMiniatureProps) {
    const drawing = useMemo(() => miniature(outline, isLowered), [outline, isLowered]);
    const categories = useNodeCategories();
    return (
        <svg
            aria-hidden="true"
            viewBox={drawing.viewBox}
            className="h-24 w-66 max-w-full"
            preserveAspectRatio="xMidYMid meet"
        >
            {drawing.nodes.length === 0 && <EmptyCard />}
            {drawing.nodes.filter(isFrame).map((node) => (
                <MiniatureFrame key={node.id} node={node} />
            ))}
            <path d={drawing.edges} fill="none" stroke="var(--edge)" strokeWidth="1.25" />
            {drawing.nodes.map((node) => (
                <MiniatureCard
                    key={node.id}
                    node={node}
                    color={`var(--cat-${categories.get(node.type) ?? "code"})`}
                />
            ))}
        </svg>
    );
}

function isFrame(node: MiniatureNode): boolean {
    return node.isFrame;
}

/** Around what a container repeats; its own card is the head. */
function MiniatureFrame({ node: { x, y, width, height } }: { readonly node: MiniatureNode }) {
    return (
        <rect
            x={x + 0.5}
            y={y + 0.5}
            width={width}
            height={height}
            rx="5"
            fill="var(--node)"
            fillOpacity=".45"
            stroke="var(--border-node)"
        />
    );
}

/** Where the first node will stand. */
function EmptyCard() {
    return (
        <g fill="none" stroke="var(--edge-off)">
            <rect x="115.5" y="39.5" width="34" height="18" rx="4.5" strokeDasharray="3 3" />
            <path d="M132.5 45v7M129 48.5h7" strokeWidth="1.25" strokeLinecap="round" />
        </g>
    );
}

function MiniatureCard({ node, color }: { readonly node: MiniatureNode; readonly color: string }) {
    const { x, y } = node;
    return (
        <g>
            {!node.isFrame && (
                <rect
                    x={x + 0.5}
                    y={y + 0.5}
                    width={CARD.width}
                    height={CARD.height}
                    rx="4.5"
                    fill="var(--node)"
                    stroke="var(--border-node)"
                />
            )}
            <rect x={x + 4} y={y + 4.5} width="10" height="10" rx="3" fill={color} opacity=".85" />
            <path
                d={`M${x + 18} ${y + 7.5}h11M${x + 18} ${y + 11.5}h7`}
                stroke="var(--edge-off)"
                strokeWidth="1.5"
                strokeLinecap="round"
            />
        </g>
    );
}

function useNodeCategories(): ReadonlyMap<string, string> {
    const nodes = useNodeTypes().data?.nodes;
    return useMemo(
        () => new Map((nodes ?? []).map(({ type, category }) => [type, category])),
        [nodes]
    );
}
