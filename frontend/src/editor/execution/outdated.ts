import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { sameJson } from "../document/content.ts";
import type { DocumentStore } from "../document/document-store.ts";
import { graphOf } from "../document/graph.ts";
import type { ExecutionStore } from "./execution-store.ts";

/** Nodes whose last result may not be what they would give now: changed, or behind what changed. */
export function outdatedNodes(
    ran: WorkflowDefinition,
    now: WorkflowDefinition
): ReadonlySet<string> {
    const changed = new Set<string>();
    const before = graphOf(ran);
    const after = graphOf(now);
    for (const node of Object.values(now.nodes)) {
        const old = ran.nodes[node.id];
        const isSame =
            old !== undefined &&
            old.type === node.type &&
            old.disabled === node.disabled &&
            sameJson(old.data, node.data) &&
            sameJson(old.policy, node.policy) &&
            incoming(before, node.id) === incoming(after, node.id);
        if (!isSame) changed.add(node.id);
    }
    const outdated = new Set(changed);
    for (const id of changed) for (const next of after.downstream(id)) outdated.add(next);
    return outdated;
}

function incoming(graph: ReturnType<typeof graphOf>, id: string): string {
    return graph
        .into(id)
        .map((edge) => `${edge.source}:${edge.sourceHandle ?? ""}`)
        .join(" ");
}

const QUIET_MS = 200;

/** Keeps the marks of an execution up to date with the document that is edited after it. */
export function watchOutdated(document: DocumentStore, execution: ExecutionStore): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = () => {
        const { graph, outdated } = execution.getState();
        const { definition } = document.getState().content;
        const next =
            graph === null ? new Set<string>() : outdatedNodes(graph.definition, definition);
        const isSame = next.size === outdated.size && [...next].every((id) => outdated.has(id));
        if (!isSame) execution.setOutdated(next);
    };
    const later = () => {
        clearTimeout(timer);
        timer = setTimeout(run, QUIET_MS);
    };
    const stops = [
        document.subscribe((now, before) => {
            if (now.content.definition !== before.content.definition) later();
        }),
        execution.subscribe((now, before) => {
            if (now.graph !== before.graph) run();
        })
    ];
    return () => {
        for (const stop of stops) stop();
        clearTimeout(timer);
    };
}
