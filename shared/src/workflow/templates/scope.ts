import { isList, isObject, own } from "../../schema/json.ts";
import type { PathSegment } from "../field-path.ts";
import type { Json } from "../../orchestrator/values.ts";

/** What references may read. A node is `{ output }`, or `{ error }` where it failed. */
export interface ReferenceScope {
    readonly get: (root: string) => Json | undefined;
    readonly names: () => readonly string[];
    /** Why a root holds nothing, in words that end a sentence: "it was skipped". */
    readonly why?: (root: string) => string | undefined;
}

export function scopeOf(roots: { readonly [root: string]: Json }): ReferenceScope {
    return {
        get: (root) => own(roots, root),
        names: () => Object.keys(roots)
    };
}

export type Lookup =
    | { readonly found: true; readonly value: Json }
    | {
          readonly found: false;
          /** Steps that were there; -1 when not even the root is. */
          readonly depth: number;
          /** What the last step led to. */
          readonly holder: Json | undefined;
      };

/** Own properties and elements only: `length`, `constructor` and the like are not there. */
export function lookup(
    scope: ReferenceScope,
    root: string,
    segments: readonly PathSegment[]
): Lookup {
    let value = scope.get(root);
    if (value === undefined) return { found: false, depth: -1, holder: undefined };
    for (const [depth, segment] of segments.entries()) {
        const next = step(value, segment);
        if (next === undefined) return { found: false, depth, holder: value };
        value = next;
    }
    return { found: true, value };
}

function step(value: Json, segment: PathSegment): Json | undefined {
    if (typeof segment === "number") return isList(value) ? value.at(segment) : undefined;
    return isObject(value) ? own(value, segment) : undefined;
}
