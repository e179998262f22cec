import { z } from "zod";
import { outputTypeOf } from "@flowmaestro/shared/schema/inputs.ts";
import { inputFieldSchema } from "@flowmaestro/shared/schema/value-type.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { defineNode, OUT_PORT } from "../kit/definition.ts";
import { checkFieldDefaults } from "../kit/field-defaults.ts";

const config = z.object({
    schema: field(z.record(z.string().min(1).max(100), inputFieldSchema).default({}), {
        title: "Fields",
        description: "What an execution is asked for. Other fields may be sent too.",
        widget: "field-schema"
    })
});

export type InputConfig = z.infer<typeof config>;

export const definition = defineNode<InputConfig>({
    type: "input",
    version: 1,
    category: "trigger",
    name: "Input",
    description:
        "Where an execution begins: the fields it is given, checked, with defaults applied.",
    keywords: ["start", "begin", "form", "parameters", "arguments"],
    icon: "input",
    effect: "pure",
    lane: "inline",
    config,
    defaults: { schema: {} },
    ports: [OUT_PORT],
    accepts_input: false,
    execution_inputs: ({ schema }) => schema,
    timeout_seconds: null,
    summary: ({ schema }) => summary(Object.keys(schema)),
    output: ({ schema }) => outputTypeOf(schema),
    check: ({ schema }) => checkFieldDefaults("schema", schema)
});

function summary(names: readonly string[]): string {
    if (names.length === 0) return "No fields";
    return names.length <= 3
        ? names.join(", ")
        : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}
