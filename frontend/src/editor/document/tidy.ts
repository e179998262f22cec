import dagre from "@dagrejs/dagre";
import { z } from "zod";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import type { Point } from "./edits.ts";
import { snapped } from "./edits.ts";

interface Size {
    readonly width: number;
    readonly height: number;
}

export interface TidyOptions {
    /** Only these move; all when absent. */
    readonly only?: ReadonlySet<string>;
    readonly sizeOf: (id: string) => Size;
    readonly gap: Point;
    readonly isLoose: (id: string) => boolean;
    /** A row longer than this goes on below, so that a chain stays readable. */
    readonly columns?: number;
}

/** What dagre gives back is untyped. */
const placed = z.object({ x: z.number(), y: z.number() });

const COLUMNS = 6;
const BAND_GAP = 72;

/**
 * Layered from left to right, in the reading order the graph has now. Long graphs are cut into bands
 * where the fewest edges cross. Nothing that stands loose (notes) moves.
 */
export function tidy(
    definition: WorkflowDefinition,
    options: TidyOptions
): ReadonlyMap<string, Point> {
    const moving = Object.values(definition.nodes).filter(
        (node) =>
            !options.isLoose(node.id) && (options.only === undefined || options.only.has(node.id))
    );
    const result = new Map<string, Point>();
    for (const parent of new Set(moving.map((node) => node.parentId))) {
        const group = moving.filter((node) => node.parentId === parent);
        if (group.length < 2) continue;
        const placed = layered(definition, new Set(group.map((node) => node.id)), options);
        const banded = wrap(placed, definition, options);
        // The group stays where it was: its upper left corner does not move.
        const corner = cornerOf(group.map((node) => node.position));
        const drawn = cornerOf([...banded.values()]);
        for (const [id, point] of banded) {
            result.set(
                id,
                snapped({ x: point.x - drawn.x + corner.x, y: point.y - drawn.y + corner.y })
            );
        }
    }
    return result;
}

function cornerOf(points: readonly Point[]): Point {
    return {
        x: Math.min(...points.map((point) => point.x)),
        y: Math.min(...points.map((point) => point.y))
    };
}

function layered(
    definition: WorkflowDefinition,
    ids: ReadonlySet<string>,
    options: TidyOptions
): Map<string, Point> {
    const graph = new dagre.graphlib.Graph();
    graph.setGraph({ rankdir: "LR", nodesep: options.gap.y, ranksep: options.gap.x });
    graph.setDefaultEdgeLabel(() => ({}));
    const inOrder = [...ids].sort((one, other) => {
        const a = definition.nodes[one]?.position ?? { x: 0, y: 0 };
        const b = definition.nodes[other]?.position ?? { x: 0, y: 0 };
        return a.y - b.y || a.x - b.x;
    });
    for (const id of inOrder) graph.setNode(id, { ...options.sizeOf(id) });
    for (const edge of definition.edges) {
        if (ids.has(edge.source) && ids.has(edge.target)) graph.setEdge(edge.source, edge.target);
    }
    dagre.layout(graph);
    return new Map(
        inOrder.map((id) => {
            const { x, y } = placed.parse(graph.node(id));
            const { width, height } = options.sizeOf(id);
            return [id, { x: x - width / 2, y: y - height / 2 }];
        })
    );
}

/** Columns of equal x, cut into bands of at most `columns`. */
function wrap(
    placed: ReadonlyMap<string, Point>,
    definition: WorkflowDefinition,
    options: TidyOptions
): ReadonlyMap<string, Point> {
    const most = options.columns ?? COLUMNS;
    const columns = columnsOf(placed, options);
    if (columns.length <= most) return placed;
    const columnOf = new Map<string, number>();
    columns.forEach((column, index) => {
        for (const id of column) columnOf.set(id, index);
    });
    const cuts = cutsOf(columns.length, most, (at) => crossing(definition, columnOf, at));
    const result = new Map<string, Point>();
    let top = 0;
    let from = 0;
    for (const to of [...cuts, columns.length]) {
        const ids = columns.slice(from, to).flat();
        const corner = cornerOf(ids.flatMap((id) => placed.get(id) ?? []));
        let bottom = top;
        for (const id of ids) {
            const point = placed.get(id) ?? { x: 0, y: 0 };
            const y = top + point.y - corner.y;
            result.set(id, { x: point.x - corner.x, y });
            bottom = Math.max(bottom, y + options.sizeOf(id).height);
        }
        top = bottom + BAND_GAP;
        from = to;
    }
    return result;
}

function columnsOf(placed: ReadonlyMap<string, Point>, options: TidyOptions): string[][] {
    const middle = (id: string, point: Point) => point.x + options.sizeOf(id).width / 2;
    const sorted = [...placed].sort(([a, one], [b, other]) => middle(a, one) - middle(b, other));
    const columns: string[][] = [];
    let last = Number.NEGATIVE_INFINITY;
    for (const [id, point] of sorted) {
        const x = middle(id, point);
        const column = columns.at(-1);
        if (column !== undefined && x - last < options.gap.x) column.push(id);
        else columns.push([id]);
        last = x;
    }
    return columns;
}

/** How many edges lead over the border left of a column; those over several columns count more. */
function crossing(
    definition: WorkflowDefinition,
    columnOf: ReadonlyMap<string, number>,
    at: number
): number {
    let count = 0;
    for (const edge of definition.edges) {
        const from = columnOf.get(edge.source);
        const to = columnOf.get(edge.target);
        if (from === undefined || to === undefined) continue;
        if (from < at && to >= at) count += to - from;
    }
    return count;
}

/** Bands of nearly equal length; each border may move a little to where fewer edges cross. */
function cutsOf(total: number, most: number, cost: (at: number) => number): number[] {
    const cuts: number[] = [];
    let from = 0;
    while (total - from > most) {
        let best = from + most;
        for (let at = from + most; at > from + most - 3 && at > from + 1; at--) {
            if (cost(at) < cost(best)) best = at;
        }
        cuts.push(best);
        from = best;
    }
    return cuts;
}
