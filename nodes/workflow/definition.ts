import { z } from "zod";
import { jsonValue } from "@flowmaestro/shared/schema/json-value.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { defineNode, OUT_PORT } from "../kit/definition.ts";

const config = z.object({
    workflow_id: field(z.uuid({ error: "Must be the id of a workflow." }), {
        title: "Workflow",
        widget: "workflow-picker"
    }),
    version: field(z.int().min(1).optional(), {
        title: "Version",
        description: "A published one. Without it the newest when this execution starts.",
        widget: "workflow-version"
    }),
    inputs: field(z.record(z.string().max(100), jsonValue).default({}), {
        title: "Inputs",
        widget: "workflow-inputs",
        template: true
    }),
    wait: field(z.boolean().default(true), {
        title: "Wait for its result",
        description: "Otherwise it runs on its own, and only its execution id is known.",
        widget: "switch"
    })
});

export type WorkflowConfig = z.infer<typeof config>;

export const definition = defineNode<WorkflowConfig>({
    type: "workflow",
    version: 1,
    category: "logic",
    name: "Workflow",
    description: "Runs another workflow and gives its outputs.",
    keywords: ["sub-workflow", "call", "child", "reuse", "nested", "execute"],
    icon: "workflow",
    effect: "pure",
    lane: "inline",
    config,
    defaults: { inputs: {}, wait: true },
    ports: [OUT_PORT],
    accepts_input: true,
    timeout_seconds: null,
    refuses: ["retry", "timeout_seconds"],
    summary: ({ version, wait }) =>
        `${version === undefined ? "Newest version" : `Version ${version}`}${wait ? "" : ", not awaited"}`,
    output: ({ wait }) =>
        wait
            ? { type: "object" }
            : { type: "object", properties: { execution_id: { type: "string" } } }
});
