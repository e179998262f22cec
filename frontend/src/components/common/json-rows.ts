/** One visible line of a JSON tree. */
export interface JsonRow {
    /** Keys from the root, joined the way a reference is written: `body.lines[0].sku`. */
    readonly path: string;
    readonly depth: number;
    readonly name: string | null;
    readonly kind: "object" | "array" | "string" | "number" | "boolean" | "null" | "more";
    /** Leaves: the text shown. Containers and "more": how many. */
    readonly text: string;
    readonly count: number;
    readonly isOpen: boolean;
    readonly value: unknown;
}

export interface JsonRowsInput {
    readonly value: unknown;
    readonly isOpen: (path: string, depth: number) => boolean;
    /** How many children of a container are shown. */
    readonly limitOf: (path: string) => number;
}

/** Flattens the open part of a value; closed and far parts cost nothing. */
export function jsonRows(input: JsonRowsInput): JsonRow[] {
    const rows: JsonRow[] = [];
    // An explicit stack: values may be nested deeper than the call stack allows.
    const root: Frame = { path: "", depth: -1, name: null, value: input.value };
    const stack: Frame[] = [];
    // The root's own line says nothing: its children are the first level.
    if (entriesOf(input.value).length > 0) pushChildren(stack, root, input.limitOf(""));
    else stack.push({ ...root, depth: 0 });
    while (stack.length > 0) {
        const frame = stack.pop();
        if (frame === undefined) break;
        if (frame.moreCount !== undefined) {
            rows.push(moreRow(frame, frame.moreCount));
            continue;
        }
        const row = rowOf(frame, input);
        rows.push(row);
        if (row.isOpen) pushChildren(stack, frame, input.limitOf(frame.path));
    }
    return rows;
}

interface Frame {
    readonly path: string;
    readonly depth: number;
    readonly name: string | null;
    readonly value: unknown;
    readonly moreCount?: number;
}

function pushChildren(stack: Frame[], frame: Frame, limit: number): void {
    const entries = entriesOf(frame.value);
    const depth = frame.depth + 1;
    if (entries.length > limit) {
        const moreCount = entries.length - limit;
        stack.push({ path: frame.path, depth, name: null, value: null, moreCount });
    }
    for (let index = Math.min(limit, entries.length) - 1; index >= 0; index--) {
        const [name, value] = entries[index] ?? ["", null];
        stack.push({ path: childPath(frame, name), depth, name, value });
    }
}

function childPath(parent: Frame, name: string): string {
    if (Array.isArray(parent.value)) return `${parent.path}[${name}]`;
    if (!/^[A-Za-z_][\w-]*$/u.test(name)) return `${parent.path}[${JSON.stringify(name)}]`;
    return parent.path === "" ? name : `${parent.path}.${name}`;
}

function entriesOf(value: unknown): [string, unknown][] {
    return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function rowOf(frame: Frame, input: JsonRowsInput): JsonRow {
    const { value } = frame;
    const kind = kindOf(value);
    const isContainer = kind === "object" || kind === "array";
    const count = isContainer ? entriesOf(value).length : 0;
    return {
        path: frame.path,
        depth: frame.depth,
        name: frame.name,
        kind,
        text: isContainer ? "" : (JSON.stringify(value) ?? "null"),
        count,
        isOpen: count > 0 && input.isOpen(frame.path, frame.depth),
        value
    };
}

function moreRow(frame: Frame, count: number): JsonRow {
    const { path, depth } = frame;
    return { path, depth, name: null, kind: "more", text: "", count, isOpen: false, value: null };
}

function kindOf(value: unknown): JsonRow["kind"] {
    if (value === null || value === undefined) return "null";
    if (Array.isArray(value)) return "array";
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
        return typeof value as "string" | "number" | "boolean";
    }
    return "object";
}
