import { evaluateCondition } from "@flowmaestro/shared/workflow/conditions/evaluate.ts";
import type { AnsweredRule } from "@flowmaestro/shared/workflow/conditions/evaluate.ts";
import { explain } from "@flowmaestro/shared/workflow/conditions/explain.ts";
import { everyRule } from "@flowmaestro/shared/workflow/conditions/rules.ts";
import type { Condition } from "@flowmaestro/shared/workflow/conditions/schema.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Evaluate } from "../kit/evaluate.ts";
import type { SwitchConfig } from "./definition.ts";

/** Cases are asked in order; with `first` only until one matches. */
export const evaluate: Evaluate<SwitchConfig> = ({ cases, mode, value }, { regex }) => {
    const matched: string[] = [];
    const answered: AnsweredRule[] = [];
    for (const [index, one] of cases.entries()) {
        const condition = questionOf(one, value);
        if (mode === "first" && matched.length > 0) {
            const skipped = everyRule(condition).map(({ rule }) => ({ rule, result: null }));
            answered.push(...skipped.map((rule) => ({ ...rule, of: one.id })));
            continue;
        }
        const answer = evaluateCondition(condition, regex, `cases[${index}].condition`);
        if (!answer.ok) return { kind: "failed", error: answer.error };
        answered.push(...answer.answered.map((rule) => ({ ...rule, of: one.id })));
        if (answer.result) matched.push(one.id);
    }
    const [first = "default"] = matched;
    return {
        kind: "done",
        port: first,
        ...(matched.length > 1 ? { ports: matched } : {}),
        output: { matched },
        because: explain({ combinator: "or" }, matched.length > 0, answered)
    };
};

/** Equal is equal: a case with a value asks what a rule with `equals` asks. */
function questionOf(
    { condition, equals }: SwitchConfig["cases"][number],
    value: Json = null
): Condition {
    if (condition !== undefined) return condition;
    return {
        combinator: "and",
        rules: [{ left: value, operator: "equals", right: equals ?? null }]
    };
}
