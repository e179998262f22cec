import type { PathSegment } from "../field-path.ts";

/** What is being typed at the cursor, for completion. Offsets are into the text. */
export interface OpenPath {
    /** Finished steps before the one under the cursor; the first is the root. */
    readonly steps: readonly PathSegment[];
    /** What is typed of the current step, up to the cursor. */
    readonly partial: string;
    /** A choice replaces this range: the rest of the word behind the cursor goes too. */
    readonly from: number;
    readonly to: number;
    /** After `[` or `["`: a choice closes the bracket. */
    readonly bracket: boolean;
}

const NAME = /[\p{L}\p{N}\p{M}_-]*/uy;
const QUOTED = /"((?:[^"\\]|\\.)*)("?)/y;
const INDEX = /-?\d*/y;

/** The reference the cursor stands in, however unfinished; null outside of one. */
export function expressionAt(text: string, cursor: number): OpenPath | null {
    const start = openingBefore(text, cursor);
    if (start === null) return null;
    let at = start;
    for (;;) {
        at = skip(text, at, cursor);
        const path = readPath(text, at, cursor);
        if ("partial" in path) return path;
        at = skip(text, path.end, cursor);
        if (at >= cursor || !text.startsWith("??", at)) return null;
        at += 2;
    }
}

/** Offset behind the last `${` that is neither escaped nor closed before the cursor. */
function openingBefore(text: string, cursor: number): number | null {
    let at = 0;
    for (let open = text.indexOf("${"); open >= 0; open = text.indexOf("${", at)) {
        if (open + 2 > cursor) return null;
        const escaped = open > at && text[open - 1] === "$";
        const close = escaped ? open + 2 : closing(text, open + 2);
        if (!escaped && close > cursor) return open + 2;
        if (!escaped && close === cursor && text[cursor - 1] !== "}") return open + 2;
        at = close;
    }
    return null;
}

/** Offset behind the `}` of an expression, or where the text goes on with something else. */
function closing(text: string, from: number): number {
    let quoted = false;
    for (let at = from; at < text.length; at += 1) {
        const char = text[at];
        if (char === "\\" && quoted) at += 1;
        else if (char === '"') quoted = !quoted;
        else if (char === "}" && !quoted) return at + 1;
        else if (char === "$" && text[at + 1] === "{" && !quoted) return at;
    }
    return text.length;
}

function readPath(text: string, from: number, cursor: number): OpenPath | { end: number } {
    const steps: PathSegment[] = [];
    const root = exec(NAME, text, from);
    let at = from + root.length;
    if (cursor <= at)
        return { steps, partial: typed(text, from, cursor), from, to: at, bracket: false };
    if (root === "") return { end: skipScalar(text, from) };
    steps.push(root);
    for (;;) {
        const char = text[at];
        if (char !== "." && char !== "[") return { end: at };
        const next = char === "." ? named(text, at + 1) : bracketed(text, at + 1);
        if (cursor <= next.end && cursor > at) {
            const partial = typed(text, at + 1, cursor);
            return { steps, partial, from: at + 1, to: next.end, bracket: char === "[" };
        }
        steps.push(next.step);
        at = text[next.end] === "]" && char === "[" ? next.end + 1 : next.end;
        if (cursor < at) return { end: at };
    }
}

function named(text: string, from: number): { step: PathSegment; end: number } {
    const name = exec(NAME, text, from);
    return { step: name, end: from + name.length };
}

function bracketed(text: string, from: number): { step: PathSegment; end: number } {
    QUOTED.lastIndex = from;
    const quoted = QUOTED.exec(text);
    if (quoted) return { step: quoted[1] ?? "", end: from + quoted[0].length };
    const index = exec(INDEX, text, from);
    return { step: Number(index), end: from + index.length };
}

/** The beginning of a step, as far as somebody has typed it. */
function typed(text: string, from: number, cursor: number): string {
    return text.slice(from, cursor).replace(/^"|"$/g, "");
}

/** `"…"` after `??`: nothing to complete, but it may hold braces and dots. */
function skipScalar(text: string, from: number): number {
    QUOTED.lastIndex = from;
    return from + (QUOTED.exec(text)?.[0].length ?? 0);
}

function skip(text: string, from: number, limit: number): number {
    let at = from;
    while (at < limit && /\s/.test(text.charAt(at))) at += 1;
    return at;
}

function exec(expression: RegExp, text: string, at: number): string {
    expression.lastIndex = at;
    return expression.exec(text)?.[0] ?? "";
}
