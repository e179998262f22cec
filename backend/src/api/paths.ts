import { routes } from "@flowmaestro/shared/contract/routes.ts";

interface PathEntry {
    readonly pattern: RegExp;
    readonly methods: Set<string>;
}

const entries = new Map<string, PathEntry>();
for (const { method, path } of Object.values(routes)) addPath(path, method);

/** For paths that are served outside the contract: `addPath("/openapi.json", "GET")`. */
export function addPath(path: string, method: string): void {
    const entry = entries.get(path) ?? { pattern: toPattern(path), methods: new Set<string>() };
    entry.methods.add(method);
    if (method === "GET") entry.methods.add("HEAD");
    entry.methods.add("OPTIONS");
    entries.set(path, entry);
}

function toPattern(path: string): RegExp {
    return new RegExp(`^/api(?:/v1)?${path.replaceAll(/:\w+/g, "[^/]+")}/?$`);
}

/** The methods that some route of this path takes; null where there is no such path. */
export function methodsOf(path: string): readonly string[] | null {
    const methods = new Set<string>();
    for (const entry of entries.values())
        if (entry.pattern.test(path)) for (const method of entry.methods) methods.add(method);
    return methods.size === 0 ? null : [...methods].toSorted();
}
