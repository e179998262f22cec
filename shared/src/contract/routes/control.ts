import { z } from "zod";
import { anyJson, id, text, timestamp } from "../lists.ts";
import { route } from "../route.ts";
import { executionSchema, executionStatusSchema } from "./executions.ts";

const params = z.object({ id });
const controlled = z.object({ execution_id: id, status: executionStatusSchema });

/** An instance as facts call it: `each[3]/classify`; a node id is one at top level. */
const instance = z.string().min(1).max(2_000);

const override = z.union([
    z.strictObject({ output: anyJson }),
    z.strictObject({ config: z.record(z.string(), z.json()) })
]);

/** What may be done to an execution from outside. */
export const controlRoutes = {
    cancelExecution: route({
        method: "POST",
        path: "/executions/:id/cancel",
        tag: "Executions",
        summary: "Cancel: nothing starts after this answer",
        permission: "editor",
        params,
        body: z.strictObject({ reason: text(500).optional() }).optional(),
        response: z.object({ cancelled: z.literal(true), execution_id: id }),
        also: [202],
        errors: ["EXECUTION_FINISHED"]
    }),
    pauseExecution: route({
        method: "POST",
        path: "/executions/:id/pause",
        tag: "Executions",
        summary: "Pause: nothing starts until it is resumed, what runs finishes",
        description:
            "Asking again is fine. Timers that are due and answers that come in are recorded; what they lead to starts on resume.",
        permission: "editor",
        params,
        body: z.strictObject({}).optional(),
        response: controlled,
        also: [202],
        errors: ["EXECUTION_FINISHED"]
    }),
    resumeExecution: route({
        method: "POST",
        path: "/executions/:id/resume",
        tag: "Executions",
        summary: "Resume a paused execution",
        permission: "editor",
        params,
        body: z.strictObject({}).optional(),
        response: controlled,
        also: [202],
        errors: ["EXECUTION_FINISHED"]
    }),
    signalExecution: route({
        method: "POST",
        path: "/executions/:id/signal",
        tag: "Executions",
        summary: "Send an event to the waits that stand for it",
        description:
            "Every wait of mode `event` with this name that is open gets it, and the answer lists their instances. 404 where none is.",
        permission: "editor",
        params,
        body: z.strictObject({
            name: text(200).pipe(z.string().min(1)),
            data: anyJson.optional()
        }),
        response: z.object({ execution_id: id, instances: z.array(z.string()) }),
        also: [202],
        idempotent: true,
        errors: ["EXECUTION_FINISHED"]
    }),
    retryExecution: route({
        method: "POST",
        path: "/executions/:id/retry",
        tag: "Executions",
        summary: "Run again from any instance, as a new execution",
        description:
            "`from` is an instance id (default: what failed); what does not depend on it is taken over. `inputs` runs from the start unless `from` is given. `overrides` give an instance an output, or another config. `version`: `original` (default) or `current`.",
        permission: "editor",
        rate_limit: "start",
        params,
        headers: z.object({ prefer: z.string().max(200).optional() }),
        body: z
            .strictObject({
                from: instance.optional(),
                inputs: z.record(z.string(), z.json()).optional(),
                overrides: z.record(instance, override).optional(),
                version: z.enum(["original", "current"]).optional()
            })
            .optional(),
        status: 202,
        also: [200],
        response: z.union([
            executionSchema,
            z.object({
                id,
                execution_id: id,
                workflow_id: id,
                parent_execution_id: id,
                status: z.literal("running"),
                started_at: timestamp
            })
        ]),
        idempotent: true,
        errors: [
            "EXECUTION_NOT_FINISHED",
            "WORKFLOW_NOT_EXECUTABLE",
            "INVALID_INPUTS",
            "OVERLOADED",
            "NO_WORKERS"
        ]
    })
};
