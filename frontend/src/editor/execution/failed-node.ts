import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import type { ExecutionFold } from "./execution-fold.ts";

/** The node whose failure nobody handled: it is why the execution failed. */
export function failedNode(fold: ExecutionFold | null): string | null {
    const failed = fold?.failed ?? null;
    return failed === null ? null : nodeOf(failed.instance);
}
