import { z } from "zod";
import { anyJson, id, text } from "../lists.ts";
import { route } from "../route.ts";
import { executionStatusSchema } from "./executions.ts";

const params = z.object({ id });
const controlled = z.object({ execution_id: id, status: executionStatusSchema });

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
    })
};
