export interface Match {
    readonly path: string;
    readonly value: unknown;
}

/**
 * Where a key or a leaf contains the text, with paths as references write them. Stops at `most`: a
 * list longer than that is not read by anybody.
 */
export function findInValue(root: unknown, text: string, most: number): readonly Match[] {
    const wanted = text.toLowerCase();
    const matches: Match[] = [];
    // A stack of our own: values may be nested deeper than the call stack allows.
    const stack: Match[] = [{ path: "", value: root }];
    while (stack.length > 0 && matches.length < most) {
        const one = stack.pop();
        if (one === undefined) break;
        if (fits(one, wanted)) matches.push(one);
        const { value } = one;
        if (typeof value !== "object" || value === null) continue;
        const entries = Object.entries(value).reverse();
        const isList = Array.isArray(value);
        for (const [key, child] of entries) {
            stack.push({ path: childPath(one.path, key, isList), value: child });
        }
    }
    return matches;
}

function fits({ path, value }: Match, wanted: string): boolean {
    if (typeof value !== "object" || value === null) {
        if (String(value).toLowerCase().includes(wanted)) return true;
    }
    const key = /[^.[\]"]+(?="?\]?$)/u.exec(path)?.[0] ?? "";
    return !path.endsWith("]") && key.toLowerCase().includes(wanted);
}

function childPath(parent: string, key: string, isList: boolean): string {
    if (isList) return `${parent}[${key}]`;
    if (!/^[A-Za-z_][\w-]*$/u.test(key)) return `${parent}[${JSON.stringify(key)}]`;
    return parent === "" ? key : `${parent}.${key}`;
}
