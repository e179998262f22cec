import { z } from "zod";
import { jsonValue } from "@flowmaestro/shared/schema/json-value.ts";
import type { ConfigProblem, Port } from "@flowmaestro/shared/workflow/catalogue.ts";
import { describeCondition } from "@flowmaestro/shared/workflow/conditions/describe.ts";
import { everyRule, usesPattern } from "@flowmaestro/shared/workflow/conditions/rules.ts";
import { conditionSchema } from "@flowmaestro/shared/workflow/conditions/schema.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { defineNode } from "../kit/definition.ts";

const oneCase = z.object({
    id: field(z.string().min(1).max(64), {
        title: "Id",
        description: "The port, and what the output names.",
        widget: "text"
    }),
    label: field(z.string().max(200).optional(), { title: "Label", widget: "text" }),
    equals: field(jsonValue.optional(), {
        title: "Equals",
        description: "Matches where the switch's value is the same JSON: 1 is not the text 1.",
        widget: "json-template",
        template: true
    }),
    condition: field(conditionSchema.optional(), {
        title: "Condition",
        description: "Instead of a value to equal.",
        widget: "condition",
        template: true
    })
});

const config = z.object({
    value: field(jsonValue.optional(), {
        title: "Value",
        description: "What the cases with a value to equal are compared with.",
        widget: "json-template",
        template: true,
        placeholder: "${node_id.output}"
    }),
    mode: field(z.enum(["first", "all"]).default("first"), {
        title: "Takes",
        widget: "choice",
        choices: [
            { value: "first", label: "The first case that matches" },
            { value: "all", label: "Every case that matches" }
        ]
    }),
    cases: field(z.array(oneCase).min(1).max(200), {
        title: "Cases",
        description: "Asked in order. Where none matches, the way is `default`.",
        widget: "cases"
    })
});

export type SwitchConfig = z.infer<typeof config>;

export const definition = defineNode<SwitchConfig>({
    type: "switch",
    version: 1,
    category: "logic",
    name: "Switch",
    description: "Goes the way of the case that matches, or of every case that does.",
    keywords: ["case", "route", "branch", "select", "decision", "match", "default"],
    icon: "switch",
    effect: "pure",
    // A pattern is the user's own language: it runs where it can be stopped.
    lane: ({ cases }) =>
        cases.some(({ condition }) => condition !== undefined && usesPattern(condition))
            ? "pure"
            : "inline",
    config,
    defaults: { mode: "first", cases: [{ id: "case_1", label: "Case 1" }] },
    ports,
    accepts_input: true,
    timeout_seconds: null,
    summary: ({ cases, mode }) => {
        const names = cases.slice(0, 3).map(({ id, label }) => label || id);
        const more = cases.length > 3 ? ` and ${cases.length - 3} more` : "";
        return `${mode === "all" ? "All of " : ""}${names.join(", ")}${more}`;
    },
    output: () => ({
        type: "object",
        properties: { matched: { type: "array", items: { type: "string" } } }
    }),
    check: checkCases
});

const drawn = z.object({ cases: z.array(z.unknown()) });
const drawnCase = z.object({
    id: z.string().min(1),
    label: z.unknown().optional(),
    equals: jsonValue.optional().catch(undefined),
    condition: conditionSchema.optional().catch(undefined)
});

/** Of a switch that is being written, too. */
function ports(settings: unknown): Port[] {
    const cases = drawn.safeParse(settings).data?.cases ?? [];
    const ways = new Map<string, Port>();
    for (const one of cases) {
        const { data } = drawnCase.safeParse(one);
        if (data === undefined || TAKEN.has(data.id)) continue;
        const { id, label } = data;
        const hint = hintOf(data);
        ways.set(id, {
            id,
            label: typeof label === "string" && label !== "" ? label : id,
            ...(hint === undefined ? {} : { hint })
        });
    }
    return [...ways.values(), { id: "default", label: "default" }];
}

function hintOf({ equals, condition }: z.infer<typeof drawnCase>): string | undefined {
    if (condition !== undefined) return describeCondition(condition);
    if (equals === undefined) return undefined;
    return `is ${typeof equals === "string" ? equals : JSON.stringify(equals)}`;
}

function checkCases({ cases, value }: SwitchConfig): ConfigProblem[] {
    const seen = new Set<string>();
    const problems = cases.flatMap((one, index): ConfigProblem[] => {
        const place = `cases[${index}]`;
        const isTwice = seen.has(one.id);
        seen.add(one.id);
        return [...checkId(one.id, isTwice, `${place}.id`), ...checkQuestion(one, place)];
    });
    const isCompared = cases.some(({ equals }) => equals !== undefined);
    if (!isCompared || value !== undefined) return problems;
    return [
        ...problems,
        error(
            "MISSING_CONFIG",
            "value",
            "A case has a value to equal, but there is nothing to compare it with.",
            "Choose the value the switch looks at."
        )
    ];
}

const TAKEN: ReadonlySet<string> = new Set(["default", "error"]);

function checkId(id: string, isTwice: boolean, place: string): ConfigProblem[] {
    if (TAKEN.has(id)) {
        const message = `A case cannot be called "${id}": every switch has a port of that name.`;
        return [error("INVALID_CONFIG", place, message, "Choose another id.")];
    }
    if (!isTwice) return [];
    const message = `Two cases are called ${JSON.stringify(id)}: edges could not tell them apart.`;
    return [error("INVALID_CONFIG", place, message, "Choose another id.")];
}

function checkQuestion(
    { equals, condition }: SwitchConfig["cases"][number],
    place: string
): ConfigProblem[] {
    if (condition === undefined) {
        return equals === undefined
            ? [
                  error(
                      "MISSING_CONFIG",
                      `${place}.equals`,
                      "A case has nothing to match.",
                      "Say what the value has to equal, or which condition has to hold."
                  )
              ]
            : [];
    }
    if (equals !== undefined) {
        return [
            error(
                "INVALID_CONFIG",
                place,
                "A case has both a value to equal and a condition.",
                "Keep one of them."
            )
        ];
    }
    return everyRule(condition, `${place}.condition`).flatMap(({ rule, field: at }) =>
        rule.left === undefined || rule.left === ""
            ? [
                  error(
                      "MISSING_CONFIG",
                      `${at}.left`,
                      "A rule has nothing on its left side.",
                      "Choose the value the rule asks about."
                  )
              ]
            : []
    );
}

function error(code: string, place: string, message: string, solution: string): ConfigProblem {
    return { code, severity: "error", message, solution, field: place };
}
