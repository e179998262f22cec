import type { Json } from "../../orchestrator/values.ts";
import { OPERATORS } from "./operators.ts";
import { everyRule } from "./rules.ts";
import type { Condition, Rule } from "./schema.ts";

/**
 * One line for a card: the rule itself when there is one, else how many there are. References stand as
 * written: who shows them knows what their nodes are called.
 */
export function describeCondition(condition: Condition): string {
    const rules = everyRule(condition);
    const [only] = rules;
    if (only !== undefined && rules.length === 1) return describeRule(only.rule);
    return `${condition.combinator === "and" ? "All" : "Any"} of ${rules.length} rules`;
}

export function describeRule({ left, operator, right }: Rule): string {
    const { label, arity } = OPERATORS[operator];
    const sides = arity === 2 ? [side(left), label, side(right)] : [side(left), label];
    return sides.join(" ");
}

function side(value: Json | undefined): string {
    if (value === undefined) return "…";
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const isLong = text.length > 40 && !text.includes("${");
    return isLong ? `${text.slice(0, 40).toWellFormed()}…` : text.slice(0, 200).toWellFormed();
}
