import type { WorkflowSummary } from "@flowmaestro/shared/contract/routes/workflows.ts";

export type Outline = WorkflowSummary["outline"];

export interface MiniatureNode {
    readonly id: string;
    readonly type: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    /** Others stand in it. */
    readonly isFrame: boolean;
}

export interface Miniature {
    readonly viewBox: string;
    /** Frames before what stands in them. */
    readonly nodes: readonly MiniatureNode[];
    /** One path for all edges: cheap to draw. */
    readonly edges: string;
}

/** A card of 208 × 64 becomes one of 34 × 18. */
export const CARD = { width: 34, height: 18 } as const;
const SCALE = { x: 50 / 272, y: 42 / 160 } as const;
const FRAME = { width: 264, height: 96 } as const;
const PADDING = 14;
const MOST_NODES = 80;
/** Between a frame and what stands in it. */
const INSET = 7;

/**
 * Positions to a small drawing: kept in proportion, shrunk to fit, never blown up. `isLowered` leaves
 * room at the top, where a badge stands.
 */
export function miniature(outline: Outline, isLowered = false): Miniature {
    const shown = outline.nodes.slice(0, MOST_NODES);
    const ids = new Set<string | undefined>(shown.map(({ id }) => id));
    const inside = Map.groupBy(shown, ({ parent }) => (ids.has(parent) ? parent : undefined));
    const nodes = (inside.get(undefined) ?? []).flatMap((node) => drawn(node, inside));
    const places = new Map(nodes.map((node) => [node.id, node]));
    const edges = outline.edges
        .map(({ source, target }) => curve(places.get(source), places.get(target)))
        .join("");
    return { viewBox: frameOf(nodes, isLowered), nodes, edges };
}

type Inside = ReadonlyMap<string | undefined, Outline["nodes"]>;

/** A node with all that stands in it. */
function drawn(node: Outline["nodes"][number], inside: Inside): MiniatureNode[] {
    const x = Math.round(node.x * SCALE.x * 10) / 10;
    const y = Math.round(node.y * SCALE.y * 10) / 10;
    const inner = (inside.get(node.id) ?? []).flatMap((one) => drawn(one, inside));
    const far = (least: number, ends: readonly number[]): number =>
        Math.round(Math.max(least, ...ends.map((end) => end + INSET)) * 10) / 10;
    const right = far(
        x + CARD.width,
        inner.map((one) => one.x + one.width)
    );
    const bottom = far(
        y + CARD.height,
        inner.map((one) => one.y + one.height)
    );
    const { id, type } = node;
    const isFrame = inner.length > 0;
    return [{ id, type, x, y, width: right - x, height: bottom - y, isFrame }, ...inner];
}

function curve(source: MiniatureNode | undefined, target: MiniatureNode | undefined): string {
    if (source === undefined || target === undefined) return "";
    const from = { x: source.x + source.width, y: source.y + CARD.height / 2 };
    const to = { x: target.x, y: target.y + CARD.height / 2 };
    const reach = Math.max(6, Math.abs(to.x - from.x) / 2);
    return `M${from.x} ${from.y}C${from.x + reach} ${from.y} ${to.x - reach} ${to.y} ${to.x} ${to.y}`;
}

function frameOf(nodes: readonly MiniatureNode[], isLowered: boolean): string {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y, width, height } of nodes) {
        left = Math.min(left, x);
        top = Math.min(top, y);
        right = Math.max(right, x + width);
        bottom = Math.max(bottom, y + height);
    }
    if (nodes.length === 0) return `0 0 ${FRAME.width} ${FRAME.height}`;
    const width = Math.max(FRAME.width, right - left + 2 * PADDING);
    const height = Math.max(FRAME.height, bottom - top + 2 * PADDING);
    const x = (left + right) / 2 - width / 2;
    const room = (height - (bottom - top)) / 2 - 8;
    const lowered = isLowered ? Math.max(0, Math.min(10, room)) : 0;
    const y = (top + bottom) / 2 - height / 2 - lowered;
    return [x, y, width, height].map((value) => Math.round(value * 10) / 10).join(" ");
}
