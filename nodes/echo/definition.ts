import { z } from "zod";
import { jsonValue } from "@flowmaestro/shared/schema/json-value.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { defineNode, OUT_PORT } from "../kit/definition.ts";
import { errorCode } from "../kit/error-code.ts";

const fail = z.object({
    message: field(z.string().min(1).max(1_000), {
        title: "Message",
        widget: "template",
        template: true
    }),
    code: field(errorCode.default("ECHO_FAILED"), { title: "Code", widget: "text" }),
    times: field(z.int().min(1).max(1_000).default(1), {
        title: "Times",
        description: "How many attempts fail before one succeeds.",
        widget: "number"
    }),
    retryable: field(z.boolean().default(false), {
        title: "May be tried again",
        description: "Otherwise the first failure is final, whatever the node's retries say.",
        widget: "switch"
    })
});

const config = z.object({
    value: field(jsonValue, {
        title: "Value",
        description: "What the node puts out: a reference, text or any JSON.",
        widget: "json-template",
        template: true
    }),
    delay_ms: field(z.number().min(0).max(60_000).optional(), {
        title: "Delay (ms)",
        description: "How long it takes, up to a minute.",
        widget: "number",
        template: true,
        advanced: true
    }),
    fail: field(fail.optional(), {
        title: "Fail first",
        description: "To try out retries and error paths.",
        widget: "group",
        template: true,
        advanced: true
    })
});

export type EchoConfig = z.infer<typeof config>;

export const definition = defineNode<EchoConfig>({
    type: "echo",
    version: 1,
    category: "output",
    name: "Echo",
    description: "Puts out its value: the stand-in for a step that is not there yet.",
    keywords: ["set", "value", "constant", "test", "mock", "delay", "placeholder"],
    icon: "echo",
    effect: "pure",
    lane: ({ delay_ms, fail: failing }) =>
        (delay_ms ?? 0) > 0 || failing !== undefined ? "io" : "inline",
    config,
    defaults: {},
    ports: [OUT_PORT],
    accepts_input: true,
    timeout_seconds: 120,
    summary: ({ value }) =>
        typeof value === "string" ? value : JSON.stringify(value).slice(0, 80),
    output: ({ value }, { typeOf }) => typeOf(value)
});
