import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import type { StatusRow } from "./draft.ts";

/** What the row says once these facts are stored; `last` is the last of them. */
export function statusRow(status: string, last_seq: number, last: Fact | undefined): StatusRow {
    const row = { status, last_seq, outputs: null, error: null, completed_at: null, wake_at: null };
    switch (last?.kind) {
        case "execution:completed":
            return { ...row, outputs: last.outputs, completed_at: last.at };
        case "execution:failed":
            return { ...row, error: named(last.error, last.instance), completed_at: last.at };
        case "execution:timed_out":
            return { ...row, error: last.error, completed_at: last.at };
        case "execution:cancelled":
            return { ...row, completed_at: last.at };
        default:
            return row;
    }
}

/** The error of an execution names the instance it came from. */
function named(error: NodeError, instance: string | undefined): NodeError {
    if (instance === undefined) return error;
    const node_id = instance.slice(instance.lastIndexOf("/") + 1);
    return { ...error, details: { ...error.details, node_id, instance } };
}
