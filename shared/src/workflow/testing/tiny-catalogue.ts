import { z } from "zod";
import { outputTypeOf } from "../../schema/inputs.ts";
import { jsonValue } from "../../schema/json-value.ts";
import { inputFieldSchema } from "../../schema/value-type.ts";
import type { Catalogue, NodeType } from "../catalogue.ts";
import { conditionSchema } from "../conditions/schema.ts";
import { field } from "../form.ts";

/** One type of every kind there is, for tests of what does not care which nodes exist. */

const base = {
    version: 1,
    category: "logic",
    description: "",
    keywords: [],
    icon: "echo",
    effect: "pure",
    lane: "inline",
    defaults: {},
    accepts_input: true,
    timeout_seconds: null
} as const;

const out = { id: "out", label: "Out" };
const error = { id: "error", label: "Error" };

function define<Config>(
    type: Omit<NodeType<Config>, keyof typeof base> & Partial<NodeType<Config>>
) {
    return { ...base, ...type } satisfies NodeType<Config>;
}

const start = define({
    type: "start",
    name: "Start",
    config: z.object({
        schema: field(z.record(z.string(), inputFieldSchema).default({}), {
            title: "Fields",
            widget: "field-schema"
        })
    }),
    ports: [out, error],
    accepts_input: false,
    execution_inputs: ({ schema }) => schema,
    output: ({ schema }) => outputTypeOf(schema)
});

const step = define({
    type: "step",
    name: "Step",
    config: z.object({
        value: field(jsonValue.optional(), {
            title: "Value",
            widget: "json-template",
            template: true
        }),
        size: field(z.int().min(1).max(9).optional(), {
            title: "Size",
            widget: "number",
            template: true
        }),
        plain: field(z.string().optional(), { title: "Plain", widget: "text" })
    }),
    ports: [out, error],
    output: ({ value }, { typeOf }) => typeOf(value ?? null),
    lane: ({ size }) => (size === undefined ? "inline" : "io")
});

const fork = define({
    type: "fork",
    name: "Fork",
    config: z.object({
        condition: field(conditionSchema.optional(), {
            title: "Condition",
            widget: "condition",
            template: true
        })
    }),
    ports: [{ id: "true", label: "True" }, { id: "false", label: "False" }, error]
});

const end = define({
    type: "end",
    name: "End",
    config: z.object({
        output: field(jsonValue, { title: "Output", widget: "json-template", template: true }),
        name: field(z.string().optional(), { title: "Name", widget: "text" })
    }),
    ports: [error],
    execution_output: ({ name }, id) => name ?? id,
    output: ({ output }, { typeOf }) => typeOf(output)
});

const note = define({
    type: "note",
    name: "Note",
    config: z.object({
        text: field(z.string().default(""), { title: "Text", widget: "textarea" })
    }),
    ports: [],
    accepts_input: false,
    annotation: true
});

const box = define({
    type: "box",
    name: "Box",
    config: z.object({}),
    ports: [out, error],
    container: true,
    refuses: ["retry", "timeout_seconds"]
});

/** Speaks to the outside, and to a language model. */
const call = define({
    type: "call",
    name: "Call",
    config: z.object({
        prompt: field(z.string(), {
            title: "Prompt",
            widget: "template",
            template: true,
            prompt: true
        }),
        method: field(z.enum(["GET", "POST"]).default("GET"), { title: "Method", widget: "text" })
    }),
    ports: [out, error],
    effect: ({ method }) => (method === "GET" ? "read" : "write"),
    lane: "io",
    timeout_seconds: 60
});

/** Version 3: `text` became `lines`, then `lines` became `body.lines`. */
const aged = define({
    type: "aged",
    name: "Aged",
    version: 3,
    config: z.object({
        body: field(
            z.object({
                lines: field(z.array(z.string()), { title: "Lines", widget: "json-template" })
            }),
            {
                title: "Body",
                widget: "group"
            }
        )
    }),
    ports: [out, error],
    upgrade: (data, from) => {
        const lines = from < 2 ? [data.text] : data.lines;
        return { body: { lines } };
    }
});

const TYPES: readonly NodeType[] = [start, step, fork, end, note, box, call, aged];

export const tinyCatalogue: Catalogue = {
    get: (type) => TYPES.find((one) => one.type === type),
    types: TYPES.map(({ type }) => type)
};
