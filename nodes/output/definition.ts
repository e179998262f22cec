import { z } from "zod";
import { jsonValue } from "@flowmaestro/shared/schema/json-value.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { defineNode } from "../kit/definition.ts";

const config = z.object({
    output: field(jsonValue, {
        title: "Output",
        description: "What the execution hands out under this name: a reference, text or any JSON.",
        widget: "json-template",
        template: true,
        placeholder: "${node_id.output}"
    }),
    name: field(z.string().trim().max(100).optional(), {
        title: "Name",
        description: "The key in the outputs of the execution. Without one it is the node's id.",
        widget: "text"
    })
});

export type OutputConfig = z.infer<typeof config>;

export const definition = defineNode<OutputConfig>({
    type: "output",
    version: 1,
    category: "output",
    name: "Output",
    description: "Hands a value out of the execution.",
    keywords: ["result", "return", "end", "answer"],
    icon: "flag",
    effect: "pure",
    lane: "inline",
    config,
    defaults: {},
    ports: [],
    accepts_input: true,
    execution_output: ({ name }, id) => (name === undefined || name === "" ? id : name),
    timeout_seconds: null,
    summary: ({ name, output }) => (name ? name : typeof output === "string" ? output : "JSON"),
    output: ({ output }, { typeOf }) => typeOf(output)
});
