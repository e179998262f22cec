import { routes } from "@flowmaestro/shared/contract/routes.ts";

interface PathEntry {
    readonly pattern: RegExp;
    readonly methods: Set<string>;
}

const entries = new Map<string, PathEntry>();
for (const { method, path } of Object.values(routes)) addPath(path, method);

/**
 * For paths that are served outside the contract: `addPath("/openapi.json", "GET")`. Without a prefix
 * it stands at the root.
 */
export function addPath(path: string, method: string, prefix: "" | "/api" = "/api"): void {
    const whole = prefix + path;
    const entry = entries.get(whole) ?? {
        pattern: toPattern(path, prefix),
        methods: new Set<string>()
    };
    entry.methods.add(method);
    if (method === "GET") entry.methods.add("HEAD");
    entry.methods.add("OPTIONS");
    entries.set(whole, entry);
}

function toPattern(path: string, prefix: "" | "/api"): RegExp {
    const start = prefix === "" ? "" : "/api(?:/v1)?";
    return new RegExp(`^${start}${path.replaceAll(/:\w+/g, "[^/]+")}/?$`);
}

/** The methods that some route of this path takes; null where there is no such path. */
export function methodsOf(path: string): readonly string[] | null {
    const methods = new Set<string>();
    for (const entry of entries.values())
        if (entry.pattern.test(path)) for (const method of entry.methods) methods.add(method);
    return methods.size === 0 ? null : [...methods].toSorted();
}
