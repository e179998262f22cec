import { evaluateCondition } from "@flowmaestro/shared/workflow/conditions/evaluate.ts";
import type { RegexEngine } from "@flowmaestro/shared/workflow/conditions/operators.ts";
import { failed } from "../kit/context.ts";
import type { Failed, NodeResult } from "../kit/context.ts";
import type { Evaluate } from "../kit/evaluate.ts";
import { turnLimit } from "./definition.ts";
import type { LoopConfig } from "./definition.ts";

/**
 * A loop runs three times or more: to open its scope, in while and until to be asked about each turn,
 * and at its end to give the list of its turns' results.
 */
export const evaluate: Evaluate<LoopConfig> = (config, { boundary, regex }) => {
    if (boundary === null) return open(config);
    return boundary.kind === "check" ? check(config, boundary.index, regex) : { kind: "collected" };
};

function open(config: LoopConfig): NodeResult {
    const { mode, items, times = 0, concurrency, on_item_error } = config;
    switch (mode) {
        case "each":
            if (!Array.isArray(items)) return noList(items);
            if (items.length > turnLimit(config)) return tooMany(config, items.length);
            return { kind: "loop", turns: items.length, items, concurrency, on_item_error };
        case "times":
            if (times > turnLimit(config)) return tooMany(config, times);
            return { kind: "loop", turns: times, concurrency, on_item_error };
        case "while":
            return { kind: "loop", concurrency: 1, on_item_error };
        case "until":
            // One turn at least: there is nothing to ask about before it.
            return { kind: "loop", again: true, concurrency: 1, on_item_error };
    }
}

/** Whether turn `index` starts. `index` turns have ended by then. */
function check(config: LoopConfig, index: number, regex: RegexEngine): NodeResult {
    const { mode, condition, on_item_error } = config;
    const answer = (again: boolean): NodeResult => ({
        kind: "loop",
        again,
        concurrency: 1,
        on_item_error
    });
    if (condition === undefined) return answer(false);
    const asked = evaluateCondition(condition, regex);
    if (!asked.ok) return { kind: "failed", error: asked.error };
    const again = asked.result === (mode === "while");
    return again && index >= turnLimit(config) ? tooMany(config) : answer(again);
}

function noList(items: unknown): Failed {
    const what =
        items === null
            ? "null"
            : typeof items === "object"
              ? "an object"
              : typeof items === "string"
                ? "text"
                : `a ${typeof items}`;
    return failed({
        code: "TYPE_MISMATCH",
        message: `A loop over items needs a list; this is ${what}.`,
        details: {
            field: "data.items",
            solution: "Refer to a list. To loop over one value, write it as a list of one."
        }
    });
}

function tooMany(config: LoopConfig, turns?: number): Failed {
    const limit = turnLimit(config);
    return failed({
        code: "LOOP_LIMIT",
        message:
            turns === undefined
                ? `The loop took ${limit} turns and would go on.`
                : `The loop would take ${turns} turns; it may take ${limit}.`,
        details: {
            max_turns: limit,
            ...(turns === undefined ? {} : { turns }),
            field: "data.max_turns",
            solution:
                turns === undefined
                    ? "Check that its condition can be met, or raise max_turns (up to 100000)."
                    : "Raise max_turns (up to 100000), or give it less to do."
        }
    });
}
