import dagre from "@dagrejs/dagre";
import { z } from "zod";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import type { Point } from "./edits.ts";
import { snapped } from "./edits.ts";
import { around } from "./scope.ts";

/** What a node covers, from its own position on; a frame may begin left of it or above. */
interface Box extends Partial<Point> {
    readonly width: number;
    readonly height: number;
}

export interface TidyOptions {
    /** Only these move; all when absent. */
    readonly only?: ReadonlySet<string>;
    /** In the document as it is tidied so far: a frame is as large as its body has become. */
    readonly sizeOf: (id: string, definition: WorkflowDefinition) => Box;
    /** Where a container's body begins. */
    readonly body?: Point;
    readonly gap: Point;
    readonly isLoose: (id: string) => boolean;
    /** A row longer than this goes on below, so that a chain stays readable. */
    readonly columns?: number;
}

/** What dagre gives back is untyped. */
const placed = z.object({ x: z.number(), y: z.number() });

type Measured = Omit<TidyOptions, "sizeOf"> & { readonly sizeOf: (id: string) => Box };

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
    let drafted = definition;
    // From the inside out: how large a frame is depends on what its body has become.
    const depth = (id: string | undefined) => (id === undefined ? -1 : around(nodes, id).length);
    const { nodes } = definition;
    const parents = [...new Set(moving.map((node) => node.parentId))];
    for (const parent of parents.sort((one, other) => depth(other) - depth(one))) {
        const group = moving.filter((node) => node.parentId === parent).map(({ id }) => id);
        for (const [id, place] of tidyScope(drafted, { group, parent }, options)) {
            result.set(id, place);
            const node = drafted.nodes[id];
            if (node === undefined) continue;
            const position = { x: place.x, y: place.y };
            drafted = { ...drafted, nodes: { ...drafted.nodes, [id]: { ...node, position } } };
        }
    }
    return result;
}

/** A group stays where it was, by its upper left corner; a body begins where bodies begin. */
function tidyScope(
    definition: WorkflowDefinition,
    scope: { readonly group: readonly string[]; readonly parent: string | undefined },
    options: TidyOptions
): ReadonlyMap<string, Point> {
    const { group, parent } = scope;
    const isBody = parent !== undefined && options.body !== undefined;
    if (group.length < 2 && !isBody) return new Map();
    const boxes = { ...options, sizeOf: (id: string) => options.sizeOf(id, definition) };
    const banded = wrap(layered(definition, new Set(group), boxes), definition, boxes);
    const before = group.map((id) => {
        const { x, y } = definition.nodes[id]?.position ?? { x: 0, y: 0 };
        const box = boxes.sizeOf(id);
        return { x: x + (box.x ?? 0), y: y + (box.y ?? 0) };
    });
    const isWhole = group.length === bodySize(definition, parent);
    const corner = isBody && isWhole ? (options.body ?? cornerOf(before)) : cornerOf(before);
    const drawn = cornerOf([...banded.values()]);
    return new Map(
        [...banded].map(([id, point]) => {
            const box = boxes.sizeOf(id);
            const x = point.x - drawn.x + corner.x - (box.x ?? 0);
            const y = point.y - drawn.y + corner.y - (box.y ?? 0);
            return [id, snapped({ x, y })];
        })
    );
}

function bodySize(definition: WorkflowDefinition, parent: string | undefined): number {
    return Object.values(definition.nodes).filter((node) => node.parentId === parent).length;
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
    options: Measured
): Map<string, Point> {
    const graph = new dagre.graphlib.Graph();
    graph.setGraph({ rankdir: "LR", nodesep: options.gap.y, ranksep: options.gap.x });
    graph.setDefaultEdgeLabel(() => ({}));
    const inOrder = [...ids].sort((one, other) => {
        const a = definition.nodes[one]?.position ?? { x: 0, y: 0 };
        const b = definition.nodes[other]?.position ?? { x: 0, y: 0 };
        return a.y - b.y || a.x - b.x;
    });
    for (const id of inOrder) {
        const { width, height } = options.sizeOf(id);
        graph.setNode(id, { width, height });
    }
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
    options: Measured
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

function columnsOf(placed: ReadonlyMap<string, Point>, options: Measured): string[][] {
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
