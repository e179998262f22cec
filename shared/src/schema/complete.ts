import { branchesOf } from "./join.ts";
import { keysAt } from "./type-at.ts";
import type { ValueType } from "./value-type.ts";

export interface Completion {
    readonly path: readonly (string | number)[];
    readonly type: ValueType;
    /** May be absent. */
    readonly optional: boolean;
}

const MAX_DEPTH = 5;
const MAX_PATHS = 300;

/** Every path into a value of this type, a parent before its children; lists by their first item. */
export function complete(type: ValueType): readonly Completion[] {
    const paths: Completion[] = [];
    visit({ path: [], type, optional: false }, paths);
    return paths;
}

function visit({ path, type, optional }: Completion, paths: Completion[]): void {
    if (path.length >= MAX_DEPTH) return;
    const items = branchesOf(type).find((branch) => branch.type === "array");
    const next = keysAt(type).map((key) => ({
        path: [...path, key.name],
        type: key.type,
        optional: optional || key.optional
    }));
    if (items?.type === "array" && items.items !== undefined) {
        visit({ path: [...path, 0], type: items.items, optional: true }, paths);
    }
    for (const completion of next) {
        if (paths.length >= MAX_PATHS) return;
        paths.push(completion);
        visit(completion, paths);
    }
}
