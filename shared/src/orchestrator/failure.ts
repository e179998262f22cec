import { failScope } from "./closing.ts";
import { type Deciding, emit, inLane, nameOf, settled } from "./deciding.ts";
import type { Place } from "./instance.ts";
import type { NodeError, Usage } from "./values.ts";

export interface Failure {
    readonly attempts: number;
    readonly started_at: number;
    readonly ended_at: number;
    readonly usage?: Usage;
    readonly run?: string;
    readonly error: NodeError;
}

/**
 * An instance failed for good. Its policy says what becomes of it: `continue` goes on by `out`,
 * `branch` by `error`, `fail` fails its scope. In a scope that closes already, and in the cleanup
 * lane, which changes no status, the failure is only recorded.
 */
export function failNode(d: Deciding, place: Place, failure: Failure): void {
    const instance = nameOf(place);
    const handled = place.node.on_error;
    emit(d, { kind: "node:failed", instance, ...failure, handled });
    settled(d, place);
    if (handled === "fail" && place.frame.closing === null && !inLane(d, place)) {
        failScope(d, place.scope, instance, failure.error);
    }
}
