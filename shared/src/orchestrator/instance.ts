import type { Plan, PlanNode } from "./plan.ts";
import { indexOf } from "./plan-index.ts";
import type { Frame, State } from "./state.ts";

/**
 * Names. An instance is a node at a loop position: `ingest[3]/retry[0]/classify`, whose scope is
 * `ingest[3]/retry[0]` (`""` at the top). A container's boundary runs are `poll?3` (does turn 3
 * start?) and `poll/collect`; no instance can be called so, since a scope always ends with `]`.
 */
export interface Place {
    readonly scope: string;
    readonly frame: Frame;
    readonly node: PlanNode;
    /** Of the node in the plan. */
    readonly index: number;
}

export function instanceName(scope: string, id: string): string {
    return scope === "" ? id : `${scope}/${id}`;
}

export function scopeOf(instance: string): string {
    return instance.slice(0, Math.max(0, instance.lastIndexOf("/")));
}

export function turnScope(container: string, index: number): string {
    return `${container}[${index}]`;
}

export const COLLECT = "/collect";

/** The live place of an instance, null for a name that is unknown or whose turn is over. */
export function placeOf(plan: Plan, state: State, instance: string): Place | null {
    const slash = instance.lastIndexOf("/");
    const scope = slash < 0 ? "" : instance.slice(0, slash);
    if (!Object.hasOwn(state.frames, scope)) return null;
    const frame = state.frames[scope];
    const index = indexOf(plan).byId(slash < 0 ? instance : instance.slice(slash + 1));
    const node = index === undefined ? undefined : plan.nodes[index];
    if (frame === undefined || index === undefined || node?.scope !== frame.scope) return null;
    return { scope, frame, node, index };
}

/** The container instance of a turn's scope: `ingest[3]/retry[0]` → `ingest[3]/retry`, 0. */
export function turnOf(scope: string): { readonly container: string; readonly index: number } {
    const bracket = scope.lastIndexOf("[");
    return { container: scope.slice(0, bracket), index: Number(scope.slice(bracket + 1, -1)) };
}

/** What an id of open work names: an instance, and which of its runs. */
export function parseId(id: string): {
    readonly instance: string;
    readonly run: "node" | "check" | "collect";
    readonly index: number;
} {
    const mark = id.lastIndexOf("?");
    if (mark >= 0) {
        return { instance: id.slice(0, mark), run: "check", index: Number(id.slice(mark + 1)) };
    }
    // `each[0]/collect` is a node called collect in a turn; `each/collect` is the end of `each`.
    if (id.endsWith(COLLECT) && id.at(-COLLECT.length - 1) !== "]") {
        return { instance: id.slice(0, -COLLECT.length), run: "collect", index: -1 };
    }
    return { instance: id, run: "node", index: -1 };
}
