import { z } from "zod";
import { jsonValue } from "../../schema/json-value.ts";
import type { Json } from "../../orchestrator/values.ts";
import { OPERATORS, operatorNames } from "./operators.ts";
import type { OperatorName } from "./operators.ts";

export interface Rule {
    /** Absent: the reference led nowhere, which `exists` and `not_exists` ask about. */
    readonly left?: Json;
    readonly operator: OperatorName;
    readonly right?: Json;
}

export interface Condition {
    readonly combinator: "and" | "or";
    readonly rules: readonly (Rule | Condition)[];
}

export function isGroup(entry: Rule | Condition): entry is Condition {
    return "rules" in entry;
}

const ruleSchema: z.ZodType<Rule> = z
    .object({
        left: jsonValue.optional(),
        operator: z.enum(operatorNames),
        right: jsonValue.optional()
    })
    .superRefine((rule, context) => {
        const { arity, missing_left } = OPERATORS[rule.operator];
        const missing = [
            ...(rule.left === undefined && missing_left !== true ? ["left"] : []),
            ...(rule.right === undefined && arity === 2 ? ["right"] : [])
        ];
        for (const side of missing) {
            context.addIssue({ code: "custom", path: [side], message: "Required." });
        }
    });

export const conditionSchema: z.ZodType<Condition> = z.object({
    combinator: z.enum(["and", "or"]),
    rules: z
        .array(z.lazy(() => z.union([ruleSchema, conditionSchema])))
        .min(1, { error: "Needs at least one rule." })
        .max(100)
});
