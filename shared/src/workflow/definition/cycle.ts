/**
 * The ids on one cycle, in the direction of the edges, or null. Depth first with a stack of its own:
 * the graph may be as long as it likes.
 */
export function findCycle(
    nodes: Iterable<string>,
    edges: Iterable<{ readonly source: string; readonly target: string }>
): string[] | null {
    const targets = new Map<string, string[]>();
    for (const id of nodes) targets.set(id, []);
    for (const { source, target } of edges) targets.get(source)?.push(target);

    const done = new Set<string>();
    const place = new Map<string, number>();
    for (const root of targets.keys()) {
        if (done.has(root)) continue;
        const path: { id: string; next: number }[] = [{ id: root, next: 0 }];
        place.set(root, 0);
        for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
            const target = targets.get(top.id)?.[top.next];
            top.next += 1;
            if (target === undefined) {
                path.pop();
                place.delete(top.id);
                done.add(top.id);
                continue;
            }
            const closes = place.get(target);
            if (closes !== undefined) return path.slice(closes).map(({ id }) => id);
            if (done.has(target) || !targets.has(target)) continue;
            place.set(target, path.length);
            path.push({ id: target, next: 0 });
        }
    }
    return null;
}
