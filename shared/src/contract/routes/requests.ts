import { z } from "zod";
import type { Json } from "../../orchestrator/values.ts";
import { anyJson, id, listQuery, paginationSchema, timestamp } from "../lists.ts";
import { route } from "../route.ts";

const json: z.ZodType<Json> = z.json();

export const requestStatusSchema = z.enum(["open", "answered", "timed_out", "cancelled"]);

/** A question put to a human, and what became of it. What the node asks stands in the form fields. */
export const requestSchema = z.object({
    id,
    execution_id: id,
    workflow_id: id,
    workflow_name: z.string(),
    instance: z.string(),
    node_id: z.string(),
    status: requestStatusSchema,
    interaction: z.string(),
    prompt: z.string(),
    /** As the `schema` of an input node. */
    fields: json,
    options: json,
    multiple: z.boolean(),
    /** What is reviewed. */
    value: json,
    assignees: json,
    expires_at: timestamp.nullable(),
    created_at: timestamp,
    closed_at: timestamp.nullable(),
    /** Id of the user or key. */
    answered_by: z.string().nullable()
});
export type HumanRequest = z.infer<typeof requestSchema>;

export const requestRoutes = {
    listRequests: route({
        method: "GET",
        path: "/requests",
        tag: "Requests",
        summary: "Questions that executions put to people",
        permission: "viewer",
        query: z.strictObject({
            ...listQuery(["created_at"]),
            execution_id: id.optional(),
            status: requestStatusSchema.optional()
        }),
        response: z.object({ requests: z.array(requestSchema), pagination: paginationSchema }),
        errors: ["INVALID_CURSOR"]
    }),
    getRequest: route({
        method: "GET",
        path: "/requests/:id",
        tag: "Requests",
        summary: "One question",
        permission: "viewer",
        params: z.object({ id }),
        response: requestSchema
    }),
    respondToRequest: route({
        method: "POST",
        path: "/requests/:id/respond",
        tag: "Requests",
        summary: "Answer a question: 200 means that this answer won",
        description:
            "The first answer wins. Everybody else gets 409 `ALREADY_ANSWERED` with who answered and when. An answer that does not fit is 400 and the question stays open. With an `Idempotency-Key` a repeated answer is answered as the first one was.",
        permission: "editor",
        params: z.object({ id }),
        body: z.strictObject({ response: anyJson }),
        response: z.object({
            request_id: id,
            execution_id: id,
            instance: z.string(),
            accepted: z.boolean()
        }),
        also: [202],
        idempotent: true,
        errors: ["ALREADY_ANSWERED", "REQUEST_NOT_OPEN"]
    })
};
