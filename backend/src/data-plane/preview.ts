import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";

/** A first look at a value in at most 200 bytes, with what looks like a secret left out. */
export const PREVIEW_BYTES = 200;

const SECRET_KEY =
    /pass(word|phrase|wd)?$|secret|token|api[_-]?key|authorization|cookie|credential|private[_-]?key/i;

export function preview(json: Json): string {
    const out = { text: "", full: false };
    write(out, json, 0);
    return clip(out.text, PREVIEW_BYTES);
}

interface Out {
    text: string;
    full: boolean;
}

function write(out: Out, json: Json, depth: number): void {
    if (out.full) return;
    if (typeof json === "string") add(out, JSON.stringify(json.slice(0, PREVIEW_BYTES)));
    else if (json === null || typeof json !== "object") add(out, String(json));
    else if (depth >= 4) add(out, Array.isArray(json) ? "[…]" : "{…}");
    else if (Array.isArray(json)) writeArray(out, json, depth);
    else writeObject(out, Object.entries(json), depth);
}

function writeArray(out: Out, items: readonly Json[], depth: number): void {
    add(out, "[");
    for (const [index, item] of items.entries()) {
        if (out.full) return;
        if (index > 0) add(out, ",");
        write(out, item, depth + 1);
    }
    add(out, "]");
}

function writeObject(out: Out, entries: readonly [string, Json][], depth: number): void {
    add(out, "{");
    for (const [index, [key, item]] of entries.entries()) {
        if (out.full) return;
        if (index > 0) add(out, ",");
        add(out, `${JSON.stringify(key.slice(0, PREVIEW_BYTES))}:`);
        if (SECRET_KEY.test(key)) add(out, '"•••"');
        else write(out, item, depth + 1);
    }
    add(out, "}");
}

function add(out: Out, text: string): void {
    out.text += text;
    out.full = out.text.length >= PREVIEW_BYTES;
}

/** Cuts at a code point, and leaves room for the mark that says so. */
export function clip(text: string, bytes: number): string {
    if (Buffer.byteLength(text) <= bytes) return text;
    let cut = "";
    let size = Buffer.byteLength("…");
    for (const point of text) {
        size += Buffer.byteLength(point);
        if (size > bytes) break;
        cut += point;
    }
    return `${cut}…`;
}
