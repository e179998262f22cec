import { failScope } from "./closing.ts";
import { type Deciding, emit, nameOf, settled } from "./deciding.ts";
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
 * `branch` by `error`, `fail` fails its scope. In a scope that closes already the failure is only
 * recorded; so it is in the cleanup lane, whose scope, the top, has closed before.
 */
export function failNode(d: Deciding, place: Place, failure: Failure): void {
    const instance = nameOf(place);
    const handled = place.node.on_error;
    emit(d, { kind: "node:failed", instance, ...failure, handled });
    settled(d, place);
    if (handled === "fail" && place.frame.closing === null) {
        failScope(d, place.scope, instance, failure.error);
    }
}
