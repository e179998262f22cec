/** What a node is called; undefined where there is none of that id. */
export type LabelOf = (id: string) => string | undefined;

/** Behind a `$` it is a text that says `${`. A summary may end in the middle of one. */
const REFERENCE = /(?<!\$)\$\{\s*([A-Za-z0-9_][\w-]*)((?:\.|\[)[^}\s?]*)?[^}]*\}?/gu;

/** A text for people: `${order.output.lines}` is read as *Order › lines*. */
export function readable(text: string, labelOf: LabelOf): string {
    if (!text.includes("${")) return text;
    return text.replace(REFERENCE, (_whole, root: string, path = "") => {
        const { name, rest } = named(root, String(path), labelOf);
        return rest === "" ? name : `${name} › ${rest}`;
    });
}

/** Whose value it is, and where within it. Every node's is its output: that need not be said. */
export function named(
    root: string,
    path: string,
    labelOf: LabelOf
): { readonly name: string; readonly rest: string } {
    return {
        name: labelOf(root) ?? root,
        rest: path.replace(/^\.output(?=[.[]|$)/u, "").replace(/^\./u, "")
    };
}
