import { z } from "zod";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Settled } from "../workflow/protocol.ts";

/**
 * An operator may complete or fail an activity in Temporal, with whatever comes to mind. What a run comes
 * to is our worker's to say: anything else fails its node, in words for whoever did it.
 */
const value = z.union([
    z.looseObject({ json: z.json() }),
    z.looseObject({
        ref: z.string(),
        bytes: z.number(),
        type: z.enum(["string", "number", "boolean", "array", "object", "null"]),
        preview: z.string()
    })
]);

const result = z.discriminatedUnion("kind", [
    z.looseObject({
        kind: z.literal("done"),
        port: z.string(),
        ports: z.array(z.string()).optional(),
        output: value,
        vars: z.array(z.looseObject({ name: z.string(), value })).optional()
    }),
    z.looseObject({
        kind: z.literal("failed"),
        error: z.looseObject({
            code: z.string(),
            message: z.string(),
            details: z.record(z.string(), z.json()).optional(),
            is_retryable: z.boolean()
        })
    }),
    z.looseObject({
        kind: z.literal("wait"),
        until: z.number().optional(),
        event: z.string().optional(),
        warn_at: z.number().optional(),
        on_timeout: z.enum(["fail", "continue", "default"]),
        timeout_output: value.optional()
    }),
    z.looseObject({
        kind: z.literal("child"),
        workflow_id: z.uuid(),
        version: z.int(),
        input: value,
        detached: z.boolean()
    }),
    z.looseObject({
        kind: z.literal("loop"),
        turns: z.int().optional(),
        items: value.optional(),
        again: z.boolean().optional(),
        concurrency: z.int(),
        on_item_error: z.enum(["stop", "collect"])
    })
]);

const settledSchema = z.looseObject({
    result,
    attempts: z.int(),
    started_at: z.number(),
    ended_at: z.number(),
    usage: z
        .looseObject({ cost_usd: z.number().optional(), tokens: z.number().optional() })
        .optional()
});

const NOT_OURS: NodeError = {
    code: "INVALID_OUTPUT",
    message: "Somebody ended this node's activity in Temporal, and not as a worker does.",
    details: {
        solution:
            "Leave activities to workers. Run it again from this node, or cancel the execution instead."
    },
    is_retryable: false
};

/** As it is, where one of our workers said it. */
export function saidByWorker(settled: Settled): Settled {
    if (settledSchema.safeParse(settled).success) return settled;
    const failed = { kind: "failed", error: NOT_OURS } as const;
    return { id: settled.id, result: failed, attempts: 1, started_at: 0, ended_at: 0 };
}
