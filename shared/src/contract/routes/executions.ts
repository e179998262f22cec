import { z } from "zod";
import type { Json } from "../../orchestrator/values.ts";
import { definitionSchema } from "../../workflow/document.ts";
import { executionErrorSchema } from "../errors.ts";
import { givenTime, id, listQuery, paginationSchema, text, timestamp } from "../lists.ts";
import { route } from "../route.ts";

export const executionStatusSchema = z.enum([
    "pending",
    "running",
    "paused",
    "waiting",
    "completed",
    "failed",
    "cancelled",
    "timed_out"
]);

export const nodeStatusSchema = z.enum([
    "pending",
    "running",
    "retrying",
    "waiting",
    "completed",
    "failed",
    "skipped",
    "cancelled"
]);

export const triggerSchema = z.enum(["manual", "test", "api", "workflow"]);

/** Read-only like all data of the core: `z.json()` alone would promise lists that may be changed. */
export const json: z.ZodType<Json> = z.json();

const reasonSchema = z.object({ code: z.string(), details: json.optional() });

/** Versions are counted; so many digits are taken wherever one is named. */
const MAX_VERSION = 999_999_999;

const params = z.object({ id });
/** `running,failed`: one or several of the statuses. */
const statusList = z
    .string()
    .max(200)
    .transform((value) => value.split(","))
    .pipe(z.array(executionStatusSchema).min(1));

const executionSummary = {
    id,
    execution_id: id,
    workflow_id: id,
    workflow_name: z.string(),
    /** Null for a draft. */
    version: z.int().nullable(),
    /** Counts the workflow's executions from 1: what people call it. */
    number: z.int(),
    trigger: z.string(),
    status: executionStatusSchema,
    created_at: timestamp,
    started_at: timestamp.nullable(),
    completed_at: timestamp.nullable(),
    duration_ms: z.number().nullable(),
    error: executionErrorSchema.optional()
};

export const executionSummarySchema = z.object(executionSummary);
export type ExecutionSummary = z.infer<typeof executionSummarySchema>;

/** Another execution that belongs to this one. */
const relatedSchema = z.object({
    execution_id: id,
    workflow_id: id,
    workflow_name: z.string(),
    number: z.int(),
    status: executionStatusSchema,
    created_at: timestamp
});

export const executionSchema = z.object({
    ...executionSummary,
    inputs: json,
    /** Null unless completed, or when over 1 MB: then `outputs_url`. */
    outputs: json,
    outputs_url: z.string().optional(),
    current_state: z.object({
        instances: z.record(
            z.string(),
            z.object({
                node_id: z.string(),
                status: nodeStatusSchema,
                reason: reasonSchema.optional(),
                started_at: timestamp.optional(),
                ended_at: timestamp.optional(),
                attempts: z.int().optional()
            })
        ),
        waiting: z.array(
            z.object({
                instance: z.string(),
                kind: z.string(),
                until: timestamp.optional(),
                request_id: z.string().optional(),
                /** Of the child that is waited for. */
                execution_id: z.string().optional()
            })
        )
    }),
    last_seq: z.int(),
    /** Of a re-run: the execution whose results it took over. */
    parent_execution_id: id.nullable(),
    /** Of a child: the execution and instance that called it. */
    caller: z.object({ execution_id: id, instance: z.string() }).nullable(),
    /** The newest of each, at most 100. */
    children: z.array(relatedSchema.extend({ instance: z.string() })),
    reruns: z.array(relatedSchema),
    engine: z.string(),
    /** Its page in Temporal UI; present where Temporal runs it and somebody said where that is. */
    engine_url: z.string().optional()
});
export type Execution = z.infer<typeof executionSchema>;

const instanceSchema = z.object({
    instance: z.string(),
    node_id: z.string(),
    status: nodeStatusSchema,
    reason: reasonSchema.optional(),
    port: z.string().optional(),
    attempts: z.int(),
    output: json.optional(),
    truncated: z.boolean().optional(),
    output_url: z.string().optional(),
    because: json.optional(),
    error: executionErrorSchema.optional(),
    started_at: timestamp.optional(),
    ended_at: timestamp.optional(),
    duration_ms: z.number().optional()
});
export type ExecutionInstance = z.infer<typeof instanceSchema>;

const attemptSchema = z.object({
    attempt: z.int(),
    status: z.enum(["running", "completed", "failed", "lost", "interrupted"]),
    started_at: timestamp,
    ended_at: timestamp.nullable(),
    next_at: timestamp.nullable(),
    error: executionErrorSchema.nullable()
});

export const logSchema = z.object({
    id: z.string(),
    execution_id: id,
    node_id: z.string().nullable(),
    level: z.enum(["info", "warn", "error"]),
    message: z.string(),
    metadata: json,
    created_at: timestamp
});
export type ExecutionLog = z.infer<typeof logSchema>;

/** A frame as `GET …/events`, SSE and WebSocket send it; `frames.ts` says what each type carries. */
export const frameSchema = z.looseObject({
    type: z.string(),
    seq: z.int().optional(),
    timestamp,
    execution_id: id,
    node_id: z.string().optional(),
    instance: z.string().optional(),
    data: z.looseObject({}).optional()
});

const seqNumber = z
    .string()
    .regex(/^\d{1,15}$/, { error: "A whole number from 0." })
    .transform(Number);

export const executionRoutes = {
    executeWorkflow: route({
        method: "POST",
        path: "/workflows/execute",
        tag: "Executions",
        summary: "Start an execution",
        description:
            "Answers 202 at once. With `Prefer: wait=N` (1 to 60 seconds) it answers 200 with the execution if it ended in time.",
        permission: "editor",
        rate_limit: "start",
        headers: z.object({ prefer: z.string().max(200).optional() }),
        body: z.strictObject({
            workflow_id: id,
            inputs: z.record(z.string(), z.json()).optional(),
            version: z
                .union([z.int().min(1).max(MAX_VERSION), z.enum(["draft", "latest"])])
                .optional(),
            trigger: z.enum(["manual", "test", "api"]).optional()
        }),
        status: 202,
        also: [200],
        response: z.union([
            executionSchema,
            z.object({
                id,
                execution_id: id,
                workflow_id: id,
                status: z.literal("running"),
                started_at: timestamp
            })
        ]),
        idempotent: true,
        errors: [
            "NOT_FOUND",
            "WORKFLOW_NOT_EXECUTABLE",
            "INVALID_INPUTS",
            "OVERLOADED",
            "NO_WORKERS"
        ]
    }),
    listExecutions: route({
        method: "GET",
        path: "/executions",
        tag: "Executions",
        summary: "List executions",
        permission: "viewer",
        query: z.strictObject({
            ...listQuery(["created_at", "started_at"]),
            workflow_id: id.optional(),
            status: statusList.optional(),
            trigger: triggerSchema.optional(),
            /** Re-runs of this one. */
            parent_execution_id: id.optional(),
            /** Children of this one. */
            caller_execution_id: id.optional(),
            created_after: givenTime.optional(),
            created_before: givenTime.optional()
        }),
        response: z.object({
            executions: z.array(executionSummarySchema),
            pagination: paginationSchema
        }),
        errors: ["INVALID_CURSOR"]
    }),
    getExecution: route({
        method: "GET",
        path: "/executions/:id",
        tag: "Executions",
        summary: "One execution",
        permission: "viewer",
        params,
        response: executionSchema
    }),
    getExecutionGraph: route({
        method: "GET",
        path: "/executions/:id/graph",
        tag: "Executions",
        summary: "The exact graph that ran: definition and plan",
        permission: "viewer",
        params,
        response: z.object({
            workflow_id: id,
            workflow_name: z.string(),
            workflow_deleted: z.boolean(),
            version: z.int().nullable(),
            definition: definitionSchema,
            /** The plan as the core reads it (`orchestrator/plan.ts`). */
            plan: json
        })
    }),
    listLogs: route({
        method: "GET",
        path: "/executions/:id/logs",
        tag: "Executions",
        summary: "What happened, in sentences",
        permission: "viewer",
        params,
        query: z.strictObject({
            level: z.enum(["info", "warn", "error"]).optional(),
            node_id: text(64).optional(),
            limit: listQuery(["id"]).limit,
            cursor: listQuery(["id"]).cursor
        }),
        response: z.object({
            logs: z.array(logSchema),
            pagination: z.object({ limit: z.int(), next_cursor: z.string().nullable() })
        }),
        errors: ["INVALID_CURSOR"]
    }),
    listEvents: route({
        method: "GET",
        path: "/executions/:id/events",
        tag: "Executions",
        summary: "Its events from a point on, as JSON or as a stream",
        description:
            "With `Accept: text/event-stream` it follows the execution to its end; `Last-Event-ID` resumes. `format=facts` gives the facts that the core folds.",
        permission: "viewer",
        params,
        query: z.strictObject({
            after_seq: seqNumber.optional(),
            limit: z
                .string()
                .regex(/^\d{1,4}$/)
                .transform(Number)
                .pipe(z.int().min(1).max(1_000))
                .optional(),
            format: z.enum(["frames", "facts"]).optional()
        }),
        headers: z.object({ "last-event-id": z.string().max(20).optional() }),
        response: z.object({
            events: z.array(z.union([frameSchema, z.looseObject({ kind: z.string() })])),
            next_seq: z.int()
        }),
        produces: ["text/event-stream"]
    }),
    listInstances: route({
        method: "GET",
        path: "/executions/:id/instances",
        tag: "Executions",
        summary: "Every node at every loop position, never-reached ones included",
        permission: "viewer",
        params,
        query: z.strictObject({
            page: listQuery(["instance"]).page,
            limit: listQuery(["instance"]).limit,
            node_id: text(64).optional(),
            status: nodeStatusSchema.optional()
        }),
        response: z.object({ instances: z.array(instanceSchema), pagination: paginationSchema })
    }),
    getInstance: route({
        method: "GET",
        path: "/executions/:id/instances/:instance",
        tag: "Executions",
        summary: "One instance with its input, attempts and logs",
        permission: "viewer",
        params: z.object({ id, instance: z.string().max(2_000) }),
        response: instanceSchema.extend({
            input: json.optional(),
            attempt_list: z.array(attemptSchema),
            logs: z.array(logSchema)
        })
    }),
    getValue: route({
        method: "GET",
        path: "/executions/:id/values/:sha",
        tag: "Executions",
        summary: "The value behind a reference, as JSON text",
        permission: "viewer",
        params: z.object({ id, sha: z.string().regex(/^[0-9a-f]{64}$/) }),
        headers: z.object({ range: z.string().max(200).optional() }),
        response: json,
        produces: ["application/octet-stream"],
        errors: ["FORBIDDEN", "RANGE_NOT_SATISFIABLE", "VALUES_EXPIRED"]
    })
};
