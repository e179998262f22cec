/** The reference somebody is typing: from its `${` to the caret. */
export interface OpenReference {
    /** Offset of `${`, or of the caret where none stands. */
    readonly start: number;
    /** What follows the caret and is replaced, too: the rest of the path and its `}`. */
    readonly end: number;
    readonly query: string;
}

/** Null outside of a reference. `$${` is no beginning. */
export function openReference(text: string, caret: number): OpenReference | null {
    const start = text.lastIndexOf("${", caret - 1);
    if (start < 0 || caret < start + 2 || isEscaped(text, start)) return null;
    const typed = text.slice(start + 2, caret);
    if (/[}\n]/u.test(typed)) return null;
    // After `??` the next alternative is what is looked for.
    const last = typed.split("??").at(-1) ?? "";
    const query = last.trimStart();
    // Behind `??` a plain value may stand as well.
    if (/\s|^["\d-]/u.test(query)) return null;
    const rest = /^[\w.[\]"-]*\s*\}?/u.exec(text.slice(caret))?.[0] ?? "";
    const end = typed.includes("??") || !rest.endsWith("}") ? caret : caret + rest.length;
    return { start: typed.includes("??") ? caret - query.length : start, end, query };
}

function isEscaped(text: string, start: number): boolean {
    return start > 0 && text[start - 1] === "$" && text[start - 2] !== "$";
}

export interface Insertion {
    readonly text: string;
    readonly caret: number;
}

/** Puts a whole reference where one was begun, or at the caret. */
export function insertReference(text: string, caret: number, path: string): Insertion {
    const open = openReference(text, caret);
    if (open === null) {
        const inserted = `\${${path}}`;
        return {
            text: text.slice(0, caret) + inserted + text.slice(caret),
            caret: caret + inserted.length
        };
    }
    const isAlternative = !text.startsWith("${", open.start);
    const inserted = isAlternative ? path : `\${${path}}`;
    return {
        text: text.slice(0, open.start) + inserted + text.slice(open.end),
        caret: open.start + inserted.length
    };
}
