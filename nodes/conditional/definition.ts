import { z } from "zod";
import type { ConfigProblem } from "@flowmaestro/shared/workflow/catalogue.ts";
import { everyRule, usesPattern } from "@flowmaestro/shared/workflow/conditions/rules.ts";
import { conditionSchema } from "@flowmaestro/shared/workflow/conditions/schema.ts";
import { describeCondition } from "@flowmaestro/shared/workflow/conditions/describe.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { defineNode } from "../kit/definition.ts";

const config = z.object({
    condition: field(conditionSchema, {
        title: "Condition",
        description: "Rules are asked in order until the answer is known.",
        widget: "condition",
        template: true
    })
});

export type ConditionalConfig = z.infer<typeof config>;

export const definition = defineNode<ConditionalConfig>({
    type: "conditional",
    version: 1,
    category: "logic",
    name: "Conditional",
    description: "Goes one of two ways.",
    keywords: ["if", "else", "branch", "decision", "rule", "condition"],
    icon: "split",
    effect: "pure",
    // A pattern is the user's own language: it runs where it can be stopped.
    lane: ({ condition }) => (usesPattern(condition) ? "pure" : "inline"),
    config,
    defaults: { condition: { combinator: "and", rules: [] } },
    ports: [
        { id: "true", label: "true" },
        { id: "false", label: "false" }
    ],
    accepts_input: true,
    timeout_seconds: null,
    summary: ({ condition }) => describeCondition(condition),
    output: () => ({ type: "object", properties: { result: { type: "boolean" } } }),
    check: ({ condition }) =>
        everyRule(condition).flatMap(({ rule, field: place }): ConfigProblem[] =>
            rule.left === undefined || rule.left === ""
                ? [
                      {
                          code: "MISSING_CONFIG",
                          severity: "error",
                          message: "A rule has nothing on its left side.",
                          solution: "Choose the value the rule asks about.",
                          field: `${place}.left`
                      }
                  ]
                : []
        )
});
