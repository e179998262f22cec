import { textBytes } from "../../schema/json.ts";
import type { Json, JsonObject } from "../../orchestrator/values.ts";
import type { AnsweredRule } from "./evaluate.ts";
import { OPERATORS } from "./operators.ts";
import type { Condition } from "./schema.ts";

/** Facts carry it, so it is small however large the values were. */
const MAX_BYTES = 1_000;
const PREVIEWS = [120, 40, 16] as const;

/** Each rule with what stood on its sides, shortened until it fits; the first rules stay. */
export function explain(
    condition: Pick<Condition, "combinator">,
    result: boolean,
    answered: readonly AnsweredRule[]
): JsonObject {
    for (const length of PREVIEWS) {
        const whole = explanation(condition, result, answered, length);
        if (bytesOf(whole) <= MAX_BYTES) return whole;
    }
    const shortest = PREVIEWS[PREVIEWS.length - 1] ?? 16;
    for (let kept = Math.min(answered.length - 1, 12); kept > 0; kept -= 1) {
        const part = explanation(condition, result, answered.slice(0, kept), shortest);
        const cut = { ...part, more: answered.length - kept };
        if (bytesOf(cut) <= MAX_BYTES) return cut;
    }
    return { result, combinator: condition.combinator, rules: [], more: answered.length };
}

function explanation(
    condition: Pick<Condition, "combinator">,
    result: boolean,
    answered: readonly AnsweredRule[],
    length: number
): JsonObject {
    const rules = answered.map(({ rule, result: answer, of }): JsonObject => ({
        ...(of === undefined ? {} : { case: of }),
        ...(rule.left === undefined ? { missing: true } : { left: preview(rule.left, length) }),
        operator: rule.operator,
        ...(OPERATORS[rule.operator].arity === 2
            ? { right: preview(rule.right ?? null, length) }
            : {}),
        result: answer
    }));
    return { result, combinator: condition.combinator, rules };
}

/** Small values as they are; larger ones as the beginning of their JSON. */
function preview(value: Json, length: number): Json {
    if (typeof value === "string") {
        return value.length <= length ? value : `${value.slice(0, length).toWellFormed()}…`;
    }
    if (typeof value !== "object" || value === null) return value;
    const shown = Array.isArray(value) ? value.slice(0, length) : value;
    const text = shallowJson(shown).slice(0, length + 1);
    return text.length <= length ? text : `${text.slice(0, length).toWellFormed()}…`;
}

/** Large or deep values are not written out only to be cut. */
function shallowJson(value: Json): string {
    let budget = 200;
    const text = write(value, 0);
    return text;

    function write(part: Json, depth: number): string {
        budget -= 1;
        if (budget < 0) return "…";
        if (typeof part === "string") return JSON.stringify(part.slice(0, 200));
        if (typeof part !== "object" || part === null) return String(part);
        if (depth === 4) return Array.isArray(part) ? "[…]" : "{…}";
        if (Array.isArray(part)) {
            return `[${part.map((item: Json) => (budget < 0 ? "…" : write(item, depth + 1))).join(",")}]`;
        }
        const entries = Object.entries(part).slice(0, 50);
        return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item, depth + 1)}`).join(",")}}`;
    }
}

function bytesOf(value: JsonObject): number {
    return textBytes(JSON.stringify(value)) - quoteBytes(JSON.stringify(value));
}

/** `textBytes` counts quotes and backslashes as escaped; in finished JSON they stand as they are. */
function quoteBytes(json: string): number {
    return json.match(/["\\]/g)?.length ?? 0;
}
