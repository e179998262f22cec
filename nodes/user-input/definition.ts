import { z } from "zod";
import { fieldType, outputTypeOf } from "@flowmaestro/shared/schema/inputs.ts";
import { jsonValue } from "@flowmaestro/shared/schema/json-value.ts";
import { join } from "@flowmaestro/shared/schema/join.ts";
import { ANY, inputFieldSchema } from "@flowmaestro/shared/schema/value-type.ts";
import type { ValueType } from "@flowmaestro/shared/schema/value-type.ts";
import type { ConfigProblem, OutputContext } from "@flowmaestro/shared/workflow/catalogue.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { templates } from "@flowmaestro/shared/workflow/templates/references.ts";
import { defineNode, OUT_PORT } from "../kit/definition.ts";
import { checkFieldDefaults } from "../kit/field-defaults.ts";
import { MAX_SECONDS } from "../kit/duration.ts";
import { timeoutPort } from "../kit/timeout-port.ts";
import { readAnswer, readResponse } from "./answer.ts";
import { requestOf } from "./request.ts";

const DAY = 86_400;

const option = z.object({
    id: field(z.string().min(1).max(200), {
        title: "Id",
        description: "What the answer holds.",
        widget: "template",
        template: true
    }),
    label: field(z.string().min(1).max(500), { title: "Label", widget: "template", template: true })
});

const config = z.object({
    interaction: field(z.enum(["input", "approval", "selection", "review"]), {
        title: "Asks for",
        widget: "choice",
        choices: [
            { value: "input", label: "Input", description: "Fields to fill in." },
            {
                value: "approval",
                label: "Approval",
                description: "Yes or no, each with its way on."
            },
            { value: "selection", label: "A selection", description: "One or several options." },
            { value: "review", label: "A review", description: "A value to approve or correct." }
        ]
    }),
    prompt: field(z.string().max(10_000), {
        title: "Question",
        widget: "template",
        template: true
    }),
    fields: field(z.record(z.string().min(1).max(100), inputFieldSchema).optional(), {
        title: "Fields",
        description: "Without any, the answer may be any object.",
        widget: "field-schema",
        when: { field: "interaction", is: ["input"] }
    }),
    options: field(z.array(option).min(1).max(500).optional(), {
        title: "Options",
        widget: "options",
        template: true,
        when: { field: "interaction", is: ["selection"] },
        needed: true
    }),
    multiple: field(z.boolean().default(false), {
        title: "Several may be chosen",
        widget: "switch",
        when: { field: "interaction", is: ["selection"] }
    }),
    value: field(jsonValue.optional(), {
        title: "Value",
        description: "What is looked at.",
        widget: "json-template",
        template: true,
        when: { field: "interaction", is: ["review", "approval"] }
    }),
    timeout_seconds: field(z.number().min(60).max(MAX_SECONDS).default(DAY), {
        title: "Time to answer",
        widget: "duration",
        template: true
    }),
    timeout_action: field(z.enum(["fail", "continue", "default_response"]).default("fail"), {
        title: "Without an answer",
        widget: "choice",
        choices: [
            { value: "fail", label: "Fail" },
            {
                value: "continue",
                label: "Go on",
                description: "By the port timeout, where it leads on."
            },
            { value: "default_response", label: "Take a default answer" }
        ]
    }),
    default_response: field(jsonValue.optional(), {
        title: "Default answer",
        description: "As somebody would have sent it.",
        widget: "json-template",
        template: true,
        when: { field: "timeout_action", is: ["default_response"] },
        needed: true
    }),
    assignees: field(z.array(z.string().min(1).max(320)).max(100).optional(), {
        title: "Asked are",
        description: "Email addresses or user ids. Without any: everybody in the workspace.",
        widget: "texts",
        template: true,
        advanced: true
    })
});

export type UserInputConfig = z.infer<typeof config>;

export const definition = defineNode<UserInputConfig>({
    type: "user-input",
    version: 1,
    category: "human",
    name: "User input",
    description: "Asks a human, and waits for the answer.",
    keywords: ["human", "approval", "form", "question", "review", "ask", "decision", "manual"],
    icon: "user-check",
    effect: "pure",
    lane: "inline",
    config,
    defaults: { interaction: "approval", prompt: "", timeout_seconds: DAY },
    ports: (settings) =>
        drawn.safeParse(settings).data?.interaction === "approval"
            ? [
                  { id: "approved", label: "approved" },
                  { id: "rejected", label: "rejected" },
                  timeoutPort(settings, DAY)
              ]
            : [{ ...OUT_PORT, label: "answered" }, timeoutPort(settings, DAY)],
    accepts_input: true,
    timeout_seconds: null,
    refuses: ["retry", "timeout_seconds"],
    summary: ({ prompt }) => prompt,
    output: outputType,
    check: (settings) => [
        ...checkPrompt(settings),
        ...checkFieldDefaults("fields", settings.fields ?? {}),
        ...checkOptions(settings),
        ...checkDefault(settings)
    ],
    answer: readAnswer
});

/** Of a question that is being written, too. */
const drawn = z.object({ interaction: z.unknown() });

function outputType(settings: UserInputConfig, { leaves, typeOf }: OutputContext): ValueType {
    const answered: ValueType = {
        type: "object",
        properties: {
            response: responseType(settings, typeOf),
            responded_by: { type: "string" },
            responded_at: { type: "string" }
        }
    };
    if (settings.timeout_action !== "continue" || leaves("timeout")) return answered;
    return join([answered, { type: "object", properties: { timed_out: { type: "boolean" } } }]);
}

function responseType(
    { interaction, fields, multiple, value }: UserInputConfig,
    typeOf: OutputContext["typeOf"]
): ValueType {
    const approved: ValueType = { type: "boolean" };
    switch (interaction) {
        case "input":
            return fields === undefined || Object.keys(fields).length === 0
                ? { type: "object" }
                : outputTypeOf(fields);
        case "approval":
            return {
                type: "object",
                properties: { approved, comment: fieldType({ type: "string", required: false }) },
                optional: ["comment"]
            };
        case "selection":
            return multiple ? { type: "array", items: { type: "string" } } : { type: "string" };
        case "review": {
            const reviewed = value === undefined ? ANY : typeOf(value);
            return {
                type: "object",
                properties: { approved, value: reviewed },
                optional: ["value"]
            };
        }
    }
}

function checkPrompt({ prompt }: UserInputConfig): ConfigProblem[] {
    if (prompt.trim() !== "") return [];
    return [
        {
            code: "MISSING_CONFIG",
            severity: "error",
            message: "The question has no words.",
            solution: "Say what you want to know.",
            field: "prompt"
        }
    ];
}

function checkOptions({ options = [] }: UserInputConfig): ConfigProblem[] {
    const seen = new Set<string>();
    return options.flatMap(({ id }, index): ConfigProblem[] => {
        const isTwice = seen.has(id) && !id.includes("${");
        seen.add(id);
        if (!isTwice) return [];
        return [
            {
                code: "INVALID_CONFIG",
                severity: "error",
                message: `Two options are called ${JSON.stringify(id)}: answers could not tell them apart.`,
                solution: "Choose another id.",
                field: `options[${index}].id`
            }
        ];
    });
}

/** The default answer is read like any other; what references bring is known only when it is asked. */
function checkDefault(settings: UserInputConfig): ConfigProblem[] {
    const { timeout_action, default_response, options } = settings;
    if (timeout_action !== "default_response" || default_response === undefined) return [];
    if (templates([default_response, options ?? []]).length > 0) return [];
    const read = readResponse(requestOf(settings), default_response);
    if (read.ok) return [];
    return read.problems.map(({ field: place, message }) => ({
        code: "INVALID_CONFIG",
        severity: "error",
        message: `The default answer would be refused: ${message}`,
        solution: "Give an answer as somebody would send it.",
        field: place.replace(/^response/, "default_response")
    }));
}
