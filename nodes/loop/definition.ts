import { z } from "zod";
import { jsonValue } from "@flowmaestro/shared/schema/json-value.ts";
import { branchesOf, join } from "@flowmaestro/shared/schema/join.ts";
import { ANY } from "@flowmaestro/shared/schema/value-type.ts";
import type { ObjectType, ValueType } from "@flowmaestro/shared/schema/value-type.ts";
import type { ConfigProblem, OutputContext } from "@flowmaestro/shared/workflow/catalogue.ts";
import { describeCondition } from "@flowmaestro/shared/workflow/conditions/describe.ts";
import { everyRule, usesPattern } from "@flowmaestro/shared/workflow/conditions/rules.ts";
import { conditionSchema } from "@flowmaestro/shared/workflow/conditions/schema.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { defineNode, OUT_PORT } from "../kit/definition.ts";

/** No loop takes more, whatever it is told. */
const MOST_TURNS = 100_000;

const config = z.object({
    mode: field(z.enum(["each", "times", "while", "until"]), {
        title: "Repeats",
        widget: "choice",
        choices: [
            { value: "each", label: "For each item of a list" },
            { value: "times", label: "A number of times" },
            {
                value: "while",
                label: "While a condition holds",
                description: "Asked before each turn."
            },
            {
                value: "until",
                label: "Until a condition holds",
                description: "Asked after each turn."
            }
        ]
    }),
    items: field(jsonValue.optional(), {
        title: "Items",
        description: "A list; inside the loop each turn has its `item`.",
        widget: "json-template",
        template: true,
        placeholder: "${node_id.output.items}",
        when: { field: "mode", is: ["each"] },
        needed: true
    }),
    times: field(z.int().min(0).optional(), {
        title: "Times",
        widget: "number",
        template: true,
        when: { field: "mode", is: ["times"] },
        needed: true
    }),
    condition: field(conditionSchema.optional(), {
        title: "Condition",
        description:
            "May ask about the loop itself: its `index` (the turn about to start, or just ended) and its `last` result.",
        widget: "condition",
        template: true,
        when: { field: "mode", is: ["while", "until"] },
        needed: true,
        per_turn: true
    }),
    concurrency: field(z.int().min(1).max(50).default(1), {
        title: "At once",
        description:
            "How many turns run at the same time. With one, each turn sees the `last` result.",
        widget: "number",
        when: { field: "mode", is: ["each", "times"] }
    }),
    on_item_error: field(z.enum(["stop", "collect"]).default("stop"), {
        title: "When a turn fails",
        widget: "choice",
        choices: [
            { value: "stop", label: "Stop, and fail" },
            { value: "collect", label: "Go on", description: "The error stands in the result." }
        ]
    }),
    max_turns: field(z.int().min(1).max(MOST_TURNS).optional(), {
        title: "At most",
        description:
            "Turns; more fail the loop. Without a number 10 000, in while and until 1 000.",
        widget: "number",
        advanced: true
    }),
    result_node: field(z.string().max(64).optional(), {
        title: "Result of a turn",
        description: "The node whose output it is. Without one: what the last nodes put out.",
        widget: "body-node",
        advanced: true
    })
});

export type LoopConfig = z.infer<typeof config>;

/** Turns a loop may take. */
export function turnLimit({ mode, max_turns }: LoopConfig): number {
    return max_turns ?? (mode === "each" || mode === "times" ? 10_000 : 1_000);
}

export const definition = defineNode<LoopConfig>({
    type: "loop",
    version: 1,
    category: "logic",
    name: "Loop",
    description: "Repeats the nodes inside it, and gives the list of what each turn put out.",
    keywords: ["each", "for", "while", "until", "repeat", "iterate", "map", "list", "batch"],
    icon: "loop",
    effect: "pure",
    // A pattern is the user's own language: it runs where it can be stopped.
    lane: ({ condition }) =>
        condition !== undefined && usesPattern(condition) ? "pure" : "inline",
    config,
    defaults: { mode: "each" },
    ports: [OUT_PORT],
    accepts_input: true,
    container: true,
    timeout_seconds: null,
    refuses: ["retry", "timeout_seconds"],
    summary,
    inside,
    output: () => ({ type: "array" }),
    check: (settings) => [...checkTurns(settings), ...checkRules(settings)]
});

function summary({ mode, items, times, condition, concurrency }: LoopConfig): string {
    switch (mode) {
        case "each": {
            const what = typeof items === "string" ? ` ${items.slice(0, 200)}` : " item";
            return `For each${what}${concurrency > 1 ? `, ${concurrency} at once` : ""}`;
        }
        case "times":
            return `${times ?? 0} times`;
        case "while":
        case "until":
            return `${mode === "while" ? "While" : "Until"} ${condition === undefined ? "…" : describeCondition(condition)}`;
    }
}

function inside(
    { mode, items, concurrency }: LoopConfig,
    typeOf: OutputContext["typeOf"]
): ObjectType {
    const isCounted = mode === "each" || mode === "times";
    return {
        type: "object",
        properties: {
            index: { type: "integer" },
            count: isCounted ? { type: "integer" } : { type: "null" },
            ...(mode === "each" ? { item: itemType(typeOf(items ?? null)) } : {}),
            ...(isCounted && concurrency > 1 ? {} : { last: ANY })
        }
    };
}

function itemType(items: ValueType): ValueType {
    const lists = branchesOf(items).flatMap((type) =>
        type.type === "array" ? [type.items ?? ANY] : type.type === "any" ? [ANY] : []
    );
    const type = lists.length === 0 ? ANY : join(lists);
    return items.secret === true ? { ...type, secret: true } : type;
}

function checkTurns(settings: LoopConfig): ConfigProblem[] {
    const { mode, times, items } = settings;
    const turns = mode === "times" ? times : Array.isArray(items) ? items.length : 0;
    const limit = turnLimit(settings);
    if (turns === undefined || turns <= limit) return [];
    return [
        {
            code: "LOOP_LIMIT",
            severity: "warning",
            message: `The loop would take ${turns} turns, but stops at ${limit}.`,
            solution: `Set max_turns to ${turns} or more, up to ${MOST_TURNS}.`,
            field: "max_turns"
        }
    ];
}

function checkRules({ condition }: LoopConfig): ConfigProblem[] {
    if (condition === undefined) return [];
    return everyRule(condition).flatMap(({ rule, field: place }): ConfigProblem[] =>
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
    );
}
