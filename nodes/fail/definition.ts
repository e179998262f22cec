import { z } from "zod";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { defineNode } from "../kit/definition.ts";
import { errorCode } from "../kit/error-code.ts";

const config = z.object({
    message: field(z.string().min(1).max(1_000), {
        title: "Message",
        description: "What people are told.",
        widget: "template",
        template: true
    }),
    code: field(errorCode.default("FAILED"), {
        title: "Code",
        description: "What programs and error paths read.",
        widget: "text"
    })
});

export type FailConfig = z.infer<typeof config>;

export const definition = defineNode<FailConfig>({
    type: "fail",
    version: 1,
    category: "logic",
    name: "Fail",
    description: "Ends in failure, on purpose and for good.",
    keywords: ["error", "throw", "stop", "abort", "raise", "reject"],
    icon: "ban",
    effect: "pure",
    lane: "inline",
    config,
    defaults: {},
    ports: [],
    accepts_input: true,
    timeout_seconds: null,
    summary: ({ message }) => message
});
