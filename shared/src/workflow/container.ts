import { own } from "../schema/json.ts";
import type { JsonObject } from "../orchestrator/values.ts";

/**
 * What the config of every container says the same way (`nodes.md` 4), for those who have to know it
 * without being the node: `compile`, and the data plane that gives turns their roots and results.
 */

/** Asked after each turn: what it sees is the turn that just ended. */
export function asksAfterwards(config: JsonObject): boolean {
    return own(config, "mode") === "until";
}

/** Counted from the start: while and until are asked turn by turn. */
function isCounted(config: JsonObject): boolean {
    const mode = own(config, "mode");
    return mode === "each" || mode === "times";
}

/** Turns run one after the other, so each may read what the one before gave. */
export function isSequential(config: JsonObject): boolean {
    const concurrency = own(config, "concurrency") ?? 1;
    return !isCounted(config) || concurrency === 1;
}

export function collectsErrors(config: JsonObject): boolean {
    return own(config, "on_item_error") === "collect";
}

/** The body node that a turn's result is taken from, where one is named. */
export function resultNodeOf(config: JsonObject): string | undefined {
    const id = own(config, "result_node");
    return typeof id === "string" && id !== "" ? id : undefined;
}

/**
 * The nodes of a body whose outputs are a turn's result: the named one, else all without any outgoing
 * edge. One gives its output itself, several an object by id.
 */
export function endNodesOf(
    config: JsonObject,
    members: readonly { readonly id: string; readonly is_end: boolean }[]
): readonly string[] {
    const named = resultNodeOf(config);
    if (named !== undefined) return [named];
    return members.filter(({ is_end }) => is_end).map(({ id }) => id);
}
