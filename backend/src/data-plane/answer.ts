import { z } from "zod";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import { bounded, crashed } from "./node-error.ts";

/**
 * What an executor answered, as far as it can be believed: an executor is code, and its types are
 * promises. Data in it is looked at where it is encoded.
 */
const doneSchema = z.object({
    kind: z.literal("done"),
    port: z.string(),
    ports: z.array(z.string()).optional(),
    output: z.unknown().optional(),
    because: z.unknown().optional(),
    vars: z.array(z.object({ name: z.string(), value: z.unknown().optional() })).optional()
});

const failedSchema = z.object({
    kind: z.literal("failed"),
    error: z.object({
        code: z.string().min(1).catch("NODE_CRASHED"),
        message: z.string().min(1).catch("The node failed without saying why."),
        details: z.record(z.string(), z.unknown()).optional().catch(undefined),
        is_retryable: z.boolean().catch(false)
    })
});

const time = z.number().finite();
const timeout = {
    until: time.optional(),
    on_timeout: z.enum(["fail", "continue", "default"]),
    timeout_output: z.unknown().optional(),
    timeout_port: z.string().optional()
};

const waitSchema = z.object({
    kind: z.literal("wait"),
    event: z.string().optional(),
    ...timeout
});

const askSchema = z.object({
    kind: z.literal("ask"),
    request: z.record(z.string(), z.unknown()),
    warn_at: time.optional(),
    ...timeout
});

const childSchema = z.object({
    kind: z.literal("child"),
    workflow_id: z.string(),
    version: z.int().positive().optional(),
    input: z.record(z.string(), z.unknown()),
    detached: z.boolean()
});

const loopSchema = z.object({
    kind: z.literal("loop"),
    turns: z.number().optional(),
    items: z.array(z.unknown()).optional(),
    again: z.boolean().optional(),
    concurrency: z.number(),
    on_item_error: z.enum(["stop", "collect"])
});

const answerSchema = z.discriminatedUnion("kind", [
    doneSchema,
    failedSchema,
    waitSchema,
    askSchema,
    childSchema,
    loopSchema,
    z.object({ kind: z.literal("collected") })
]);

export type DoneAnswer = z.infer<typeof doneSchema>;
export type WaitAnswer = z.infer<typeof waitSchema>;
export type AskAnswer = z.infer<typeof askSchema>;
export type ChildAnswer = z.infer<typeof childSchema>;
export type LoopAnswer = z.infer<typeof loopSchema>;

export type Answer =
    | DoneAnswer
    | { readonly kind: "failed"; readonly error: NodeError }
    | WaitAnswer
    | AskAnswer
    | ChildAnswer
    | LoopAnswer
    | { readonly kind: "collected" };

export function readAnswer(answer: unknown): Answer {
    const parsed = answerSchema.safeParse(answer);
    if (!parsed.success) {
        const what =
            typeof answer === "object" && answer !== null
                ? "something that is no result"
                : "nothing";
        return { kind: "failed", error: crashed(`it answered with ${what}`) };
    }
    const { data } = parsed;
    return data.kind === "failed" ? { kind: "failed", error: bounded(data.error) } : data;
}
