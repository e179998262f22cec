import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import type { ExecutionFold } from "./execution-fold.ts";

/** The node whose failure nobody handled: it is why the execution failed. */
export function failedNode(fold: ExecutionFold | null): string | null {
    if (fold === null || fold.state.ended === null) return null;
    for (const run of fold.runs.values()) {
        if (run.handled === "fail") return nodeOf(run.instance);
    }
    return null;
}
