import { z } from "zod";
import { join } from "@flowmaestro/shared/schema/join.ts";
import type { ValueType } from "@flowmaestro/shared/schema/value-type.ts";
import type { OutputContext } from "@flowmaestro/shared/workflow/catalogue.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { defineNode, OUT_PORT } from "../kit/definition.ts";

const config = z.object({
    mode: field(z.enum(["first", "object", "list"]).default("first"), {
        title: "Gives",
        description: "Only edges count that are live when the node starts.",
        widget: "choice",
        choices: [
            {
                value: "first",
                label: "The first value",
                description: "In the order of the edges, whichever arrived first."
            },
            {
                value: "object",
                label: "An object",
                description: "One key for each node before it."
            },
            { value: "list", label: "A list", description: "One entry for each edge." }
        ]
    })
});

export type MergeConfig = z.infer<typeof config>;

export const definition = defineNode<MergeConfig>({
    type: "merge",
    version: 1,
    category: "logic",
    name: "Merge",
    description: "Brings branches together and gives what the ones that ran put out.",
    keywords: ["join", "combine", "collect", "union", "branches", "gather"],
    icon: "merge",
    effect: "pure",
    lane: "inline",
    config,
    defaults: { mode: "first" },
    ports: [OUT_PORT],
    accepts_input: true,
    takes_incoming: true,
    timeout_seconds: null,
    summary: ({ mode }) => SUMMARY[mode],
    output: ({ mode }, { incoming }) => outputType(mode, incoming)
});

const SUMMARY: { readonly [mode in MergeConfig["mode"]]: string } = {
    first: "First of what ran",
    object: "Object of what ran",
    list: "List of what ran"
};

function outputType(mode: MergeConfig["mode"], incoming: OutputContext["incoming"]): ValueType {
    const types = incoming.map(({ type }) => type);
    if (mode === "first") return types.length === 0 ? { type: "null" } : join(types);
    if (mode === "list") {
        return types.length === 0 ? { type: "array" } : { type: "array", items: join(types) };
    }
    const sources = [...new Set(incoming.map(({ source }) => source))];
    const properties = sources.map((id): [string, ValueType] => [
        id,
        join(incoming.filter(({ source }) => source === id).map(({ type }) => type))
    ]);
    // Any of them may have been skipped.
    return { type: "object", properties: Object.fromEntries(properties), optional: sources };
}
