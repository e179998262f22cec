import { z } from "zod";
import { jsonValue } from "@flowmaestro/shared/schema/json-value.ts";
import { ANY } from "@flowmaestro/shared/schema/value-type.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { defineNode, OUT_PORT } from "../kit/definition.ts";

const config = z.object({
    operation: field(z.enum(["set", "append", "increment", "get"]), {
        title: "Does",
        widget: "choice",
        choices: [
            { value: "set", label: "Set it" },
            { value: "append", label: "Append to its list" },
            { value: "increment", label: "Increase its number" },
            { value: "get", label: "Read it" }
        ]
    }),
    name: field(z.string().min(1).max(100), {
        title: "Variable",
        description: "Read anywhere as ${vars.name}. It lives as long as the execution.",
        widget: "text"
    }),
    value: field(jsonValue.optional(), {
        title: "Value",
        description:
            "What is set or appended; how much is added (1); what is read where there is none.",
        widget: "json-template",
        template: true
    })
});

export type VariableConfig = z.infer<typeof config>;

export const definition = defineNode<VariableConfig>({
    type: "variable",
    version: 1,
    category: "data",
    name: "Variable",
    description: "Keeps a value for the rest of the execution, or changes it.",
    keywords: ["set", "get", "append", "increment", "counter", "state", "store", "memory"],
    icon: "variable",
    effect: "pure",
    lane: "inline",
    config,
    defaults: { operation: "set" },
    ports: [OUT_PORT],
    accepts_input: true,
    timeout_seconds: null,
    // Between reading the old value and writing the new one nobody else may write.
    locks: ({ operation, name }) => (operation === "get" ? [] : [`var:${name}`]),
    summary: ({ operation, name }) => SUMMARY[operation](name),
    output: ({ operation, name, value }, { typeOf }) => {
        if (operation === "set") return typeOf(value ?? null);
        const known = typeOf(`\${vars.${name}}`);
        const secret = known.secret === true ? { secret: true as const } : {};
        if (operation === "increment") return { type: "number", ...secret };
        return operation === "append" ? { type: "array", ...secret } : { ...ANY, ...secret };
    },
    check: ({ operation, value }) =>
        value === undefined && (operation === "set" || operation === "append")
            ? [
                  {
                      code: "MISSING_CONFIG",
                      severity: "error",
                      message: `There is nothing to ${operation}.`,
                      solution: "Say which value.",
                      field: "value"
                  }
              ]
            : []
});

const SUMMARY: {
    readonly [operation in VariableConfig["operation"]]: (name: string) => string;
} = {
    set: (name) => `Set ${name}`,
    append: (name) => `Append to ${name}`,
    increment: (name) => `Increase ${name}`,
    get: (name) => `Read ${name}`
};
