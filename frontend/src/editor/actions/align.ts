import { t } from "../../messages/messages.ts";
import { moveNodes, snapped } from "../document/edits.ts";
import type { Point } from "../document/edits.ts";
import type { Editor } from "../editor-context.ts";
import { definitionOf, nodeSize } from "./read.ts";

interface Box extends Point {
    readonly id: string;
    readonly width: number;
    readonly height: number;
}

export type Axis = "x" | "y";
const LENGTH = { x: "width", y: "height" } as const;

/** The chosen nodes side by side along a line: their left edges at one x, or their tops at one y. */
export function align(editor: Editor, axis: Axis): void {
    const boxes = chosen(editor);
    const line = Math.min(...boxes.map((box) => box[axis]));
    place(editor, new Map(boxes.map(({ id, x, y }) => [id, { x, y, [axis]: line }])));
}

/** The same gap between each and the next; the outer two stay. */
export function distribute(editor: Editor, axis: Axis): void {
    const length = LENGTH[axis];
    const boxes = chosen(editor).toSorted((one, other) => one[axis] - other[axis]);
    const [first] = boxes;
    const last = boxes.at(-1);
    if (first === undefined || last === undefined) return;
    const taken = boxes.reduce((sum, box) => sum + box[length], 0);
    const gap = (last[axis] + last[length] - first[axis] - taken) / (boxes.length - 1);
    const positions = new Map<string, Point>();
    let next = first[axis];
    for (const { id, x, y, [length]: size } of boxes) {
        positions.set(id, snapped({ x, y, [axis]: next }));
        next += size + gap;
    }
    place(editor, positions);
}

function chosen(editor: Editor): Box[] {
    const { nodes } = definitionOf(editor);
    return editor.document.getState().selection.nodes.flatMap((id) => {
        const node = nodes[id];
        return node === undefined ? [] : [{ id, ...node.position, ...nodeSize(editor, id) }];
    });
}

function place(editor: Editor, positions: ReadonlyMap<string, Point>): void {
    const changes = moveNodes(definitionOf(editor), positions);
    if (changes.length === 0) return;
    const label = t("editor.step.align", { count: positions.size });
    editor.document.commit({ label, changes });
    editor.announcer.say(label);
}
