import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import type { ExecutionFailed, Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { OpenChild } from "@flowmaestro/shared/orchestrator/open.ts";
import type { NodeError, Value } from "@flowmaestro/shared/orchestrator/values.ts";
import { derivedId } from "../../platform/ids.ts";
import { childId } from "../derived-ids.ts";
import type { Speaker } from "./execution-row.ts";

/** How an execution ended, as its caller is told. */
export type ChildEnd =
    | { readonly kind: "completed"; readonly outputs: { readonly [name: string]: Value } }
    | { readonly kind: "failed"; readonly error: NodeError };

/** What lies in a caller's inbox once its child has ended. */
export interface ChildReport {
    readonly kind: "child";
    /** The instance that called. */
    readonly id: string;
    readonly execution_id: string;
    readonly end: ChildEnd;
}

/**
 * What facts mean to other executions, in the batch that stores them: an awaited child whose caller
 * lets go of it is cancelled, and a caller is told its child's end. To be called before the facts are
 * performed, while `speaker.open` still says what was open.
 */
export function projectCalls(speaker: Speaker, facts: readonly Fact[]): void {
    for (const fact of facts) {
        switch (fact.kind) {
            case "node:cancelled":
                letGo(speaker, fact.instance);
                break;
            case "execution:completed":
                report(speaker, { kind: "completed", outputs: fact.outputs });
                break;
            case "execution:failed":
                report(speaker, { kind: "failed", error: placed(fact) });
                break;
            case "execution:timed_out":
                report(speaker, { kind: "failed", error: fact.error });
                break;
            case "execution:cancelled":
                report(speaker, { kind: "failed", error: CANCELLED });
                break;
            default:
        }
    }
}

/** The calls an execution waits for: one that ends from outside the core lets go of them itself. */
export function awaitedChildren(speaker: Speaker): string[] {
    return [...speaker.open.values()].flatMap(({ open }) =>
        open.kind === "child" && !open.detached ? [open.id] : []
    );
}

export function cancelOf(speaker: Speaker, open: Pick<OpenChild, "id">) {
    const id = childId(speaker.row.id, open.id);
    return {
        id: derivedId(id, "cancelled by its caller"),
        execution_id: id,
        kind: "cancel",
        dedupe_key: "cancel:caller",
        payload: {
            kind: "cancel",
            by: speaker.row.origin.started_by ?? "system",
            reason: "The execution that called it does not wait for it any more."
        }
    };
}

function letGo(speaker: Speaker, instance: string): void {
    const open = speaker.open.get(instance)?.open;
    if (open?.kind === "child" && !open.detached) speaker.draft.told.push(cancelOf(speaker, open));
}

function report(speaker: Speaker, end: ChildEnd): void {
    const { caller } = speaker.row.origin;
    if (caller === null || !caller.is_awaited) return;
    const payload: ChildReport = {
        kind: "child",
        id: caller.instance,
        execution_id: speaker.row.id,
        end
    };
    speaker.draft.told.push({
        id: derivedId(speaker.row.id, "report to its caller"),
        execution_id: caller.execution_id,
        kind: "child",
        dedupe_key: `child:${caller.instance}`,
        payload
    });
}

/** With where it happened. */
function placed({ error, instance }: ExecutionFailed): NodeError {
    if (instance === undefined) return error;
    return { ...error, details: { ...error.details, node_id: nodeOf(instance), instance } };
}

const CANCELLED: NodeError = {
    code: "CANCELLED",
    message: "The workflow it called was cancelled.",
    is_retryable: false
};
