import { LIMITS, RESERVED_IDS } from "@flowmaestro/shared/workflow/document.ts";

const LONGEST = 48;

/** `Fetch orders!` → `fetch_orders`: what references call a node. Empty when nothing is left of it. */
export function slugOf(label: string): string {
    const plain = label
        .normalize("NFKD")
        .replace(/\p{M}/gu, "")
        .replace(/ß/gu, "ss")
        .toLowerCase()
        .replace(/[^a-z0-9]+/gu, "_")
        .replace(/^[_0-9]+|_+$/gu, "");
    return plain.slice(0, LONGEST).replace(/_+$/u, "");
}

/** A free id for a label: `fetch_orders`, `fetch_orders_2`, … */
export function freeId(label: string, isTaken: (id: string) => boolean): string {
    const slug = slugOf(label);
    const stem = slug === "" || RESERVED_IDS.has(slug) ? `${slug === "" ? "node" : slug}_1` : slug;
    if (!isTaken(stem)) return stem;
    for (let number = 2; ; number++) {
        const candidate = `${stem.replace(/_\d+$/u, "")}_${number}`;
        if (!isTaken(candidate)) return candidate;
    }
}

/** Whether an id was made from this label, so that a new label may make a new one. */
export function isMadeFrom(id: string, label: string): boolean {
    const slug = slugOf(label);
    if (slug === "") return /^node_\d+$/u.test(id);
    const stem = slug.replace(/_\d+$/u, "");
    return id === slug || (id.startsWith(stem) && /^_\d+$/u.test(id.slice(stem.length)));
}

/** A label nobody else has: `Echo`, `Echo 2`, … */
export function freeLabel(wanted: string, isTaken: (label: string) => boolean): string {
    const label = wanted.trim().slice(0, LIMITS.label);
    if (!isTaken(label)) return label;
    const stem = label.replace(/ \d+$/u, "");
    for (let number = 2; ; number++) {
        const candidate = `${stem} ${number}`;
        if (!isTaken(candidate)) return candidate;
    }
}
