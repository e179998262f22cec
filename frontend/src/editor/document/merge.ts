import type { WorkflowEdge, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { changesBetween, sameJson } from "./content.ts";
import type { Change, Content } from "./content.ts";

export interface Merge {
    /** What the other person's draft has beyond the common base. */
    readonly theirs: readonly Change[];
    readonly mine: readonly Change[];
    /** Nodes that both changed, differently: a person has to choose. */
    readonly conflicts: readonly string[];
}

/** Three-way: what each side did since the revision they share. */
export function mergeOf(base: Content, mine: Content, theirs: Content): Merge {
    const ours = changesBetween(base, mine);
    const others = changesBetween(base, theirs);
    const conflicts = new Set<string>();
    const byKey = new Map(ours.map((change) => [keyOf(change), change]));
    for (const change of others) {
        const own = byKey.get(keyOf(change));
        if (own !== undefined && !sameJson(own.after, change.after)) {
            conflicts.add(nameOf(change));
        }
    }
    for (const node of danglingIn(ours, others)) conflicts.add(node);
    for (const node of danglingIn(others, ours)) conflicts.add(node);
    return { theirs: others, mine: ours, conflicts: [...conflicts] };
}

/** One side deleted a node that the other side's new edge or child hangs on. */
function danglingIn(deleting: readonly Change[], adding: readonly Change[]): string[] {
    const gone = new Set(
        deleting.flatMap((change) =>
            change.kind === "node" && change.after === null && change.before !== null
                ? [change.before.id]
                : []
        )
    );
    return adding.flatMap((change) => {
        if (change.kind === "edge" && change.after !== null) return endsIn(change.after, gone);
        if (change.kind === "node" && change.after !== null) return parentIn(change.after, gone);
        return [];
    });
}

function endsIn(edge: WorkflowEdge, gone: ReadonlySet<string>): string[] {
    return [edge.source, edge.target].filter((id) => gone.has(id));
}

function parentIn(node: WorkflowNode, gone: ReadonlySet<string>): string[] {
    return node.parentId !== undefined && gone.has(node.parentId) ? [node.parentId] : [];
}

function keyOf(change: Change): string {
    if (change.kind === "node" || change.kind === "edge") {
        return `${change.kind}:${(change.after ?? change.before)?.id ?? ""}`;
    }
    return change.kind;
}

function nameOf(change: Change): string {
    if (change.kind === "node") return (change.after ?? change.before)?.id ?? "";
    if (change.kind === "edge") return (change.after ?? change.before)?.source ?? "";
    return change.kind;
}
