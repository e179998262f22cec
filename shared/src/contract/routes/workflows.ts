import { z } from "zod";
import { definitionSchema } from "../../workflow/document.ts";
import { problemSchema } from "../../workflow/problem.ts";
import { valueTypeSchema } from "../../schema/value-type.ts";
import { anyJson, id, listQuery, name, paginationSchema, text, timestamp } from "../lists.ts";
import { route } from "../route.ts";
import { executionStatusSchema } from "./executions.ts";

/**
 * On the way in a definition is any JSON: `parseDefinition` reads it (map or array, old formats) and
 * refuses with codes of its own, which a schema error could not.
 */
const definitionInput = anyJson;
const description = text(2_000);
const tags = z.array(name(40)).max(20);
const params = z.object({ id });
const problems = z.array(problemSchema);

const authorSchema = z.object({ id, name: z.string() }).nullable();

const lastExecutionSchema = z
    .object({
        id,
        status: executionStatusSchema,
        started_at: timestamp.nullable(),
        duration_ms: z.number().nullable()
    })
    .nullable();

/** Enough to draw a draft as a miniature. */
export const outlineSchema = z.object({
    nodes: z.array(
        z.object({
            id: z.string(),
            type: z.string(),
            x: z.number(),
            y: z.number(),
            /** The container it stands in; drawings of older saves do not say. */
            parent: z.string().optional()
        })
    ),
    edges: z.array(z.object({ source: z.string(), target: z.string() }))
});

export const workflowSummarySchema = z.object({
    id,
    name: z.string(),
    description: z.string().nullable(),
    tags: z.array(z.string()),
    /** The newest published one. */
    version: z.int(),
    /** The newest version can be executed. False for one that is empty or has errors. */
    is_live: z.boolean(),
    revision: z.int(),
    /** The draft differs from the newest version. */
    has_draft_changes: z.boolean(),
    created_at: timestamp,
    updated_at: timestamp,
    updated_by: authorSchema,
    last_execution: lastExecutionSchema,
    /** Of the last twenty, oldest first. */
    recent_executions: z.array(
        z.object({ status: executionStatusSchema, duration_ms: z.number().nullable() })
    ),
    outline: outlineSchema
});

export type WorkflowSummary = z.infer<typeof workflowSummarySchema>;

const workflowSchema = z.object({
    id,
    name: z.string(),
    description: z.string().nullable(),
    tags: z.array(z.string()),
    /** The draft. */
    definition: definitionSchema,
    version: z.int(),
    is_live: z.boolean(),
    revision: z.int(),
    has_draft_changes: z.boolean(),
    problems,
    created_at: timestamp,
    updated_at: timestamp,
    updated_by: authorSchema
});

export type Workflow = z.infer<typeof workflowSchema>;

const versionSchema = z.object({
    version: z.int(),
    note: z.string().nullable(),
    created_by: authorSchema,
    created_at: timestamp
});

const ifMatch = z.object({ "if-match": z.string().max(100).optional() });

const savedSchema = z.object({
    id,
    version: z.int(),
    revision: z.int(),
    updated_at: timestamp,
    problems: problems.optional()
});

const DOCUMENT_ERRORS = [
    "INVALID_DEFINITION",
    "DUPLICATE_NODE_ID",
    "NODE_ID_MISMATCH",
    "DANGLING_EDGE",
    "DUPLICATE_EDGE_ID",
    "WORKFLOW_CYCLE",
    "SCOPE_CROSSED",
    "UNKNOWN_NODE_TYPE",
    "LIMIT_EXCEEDED"
] as const;

export const workflowRoutes = {
    listWorkflows: route({
        method: "GET",
        path: "/workflows",
        tag: "Workflows",
        summary: "List workflows",
        permission: "viewer",
        query: z.strictObject({
            ...listQuery(["created_at", "updated_at", "name"]),
            search: text(200).optional(),
            tag: text(40).optional(),
            state: z.enum(["live", "draft"]).optional()
        }),
        response: z.object({
            workflows: z.array(workflowSummarySchema),
            pagination: paginationSchema
        }),
        errors: ["INVALID_CURSOR"]
    }),
    createWorkflow: route({
        method: "POST",
        path: "/workflows",
        tag: "Workflows",
        summary: "Create a workflow, with version 1",
        permission: "editor",
        body: z.strictObject({
            name: name(),
            description: description.optional(),
            tags: tags.optional(),
            definition: definitionInput
        }),
        status: 201,
        response: savedSchema.extend({
            name: z.string(),
            description: z.string().nullable(),
            created_at: timestamp
        }),
        idempotent: true,
        errors: DOCUMENT_ERRORS
    }),
    getWorkflow: route({
        method: "GET",
        path: "/workflows/:id",
        tag: "Workflows",
        summary: "One workflow with its draft",
        permission: "viewer",
        params,
        response: workflowSchema
    }),
    putWorkflow: route({
        method: "PUT",
        path: "/workflows/:id",
        tag: "Workflows",
        summary: "Save and publish",
        permission: "editor",
        params,
        headers: ifMatch,
        body: z.strictObject({
            name: name().optional(),
            description: description.nullable().optional(),
            tags: tags.optional(),
            definition: definitionInput.optional()
        }),
        response: savedSchema,
        errors: [...DOCUMENT_ERRORS, "REVISION_CONFLICT"]
    }),
    patchWorkflow: route({
        method: "PATCH",
        path: "/workflows/:id",
        tag: "Workflows",
        summary: "Change some of it, and publish where the definition changed",
        permission: "editor",
        params,
        headers: ifMatch,
        body: z.strictObject({
            name: name().optional(),
            description: description.nullable().optional(),
            tags: tags.optional(),
            definition: definitionInput.optional()
        }),
        response: savedSchema,
        errors: [...DOCUMENT_ERRORS, "REVISION_CONFLICT"]
    }),
    saveDraft: route({
        method: "PUT",
        path: "/workflows/:id/draft",
        tag: "Workflows",
        summary: "Save the draft, without a version",
        description: 'Needs `If-Match: "rev-N"` with the revision the change was made on.',
        permission: "editor",
        params,
        headers: ifMatch,
        body: z.strictObject({
            definition: definitionInput,
            name: name().optional(),
            description: description.nullable().optional()
        }),
        response: z.object({
            id,
            revision: z.int(),
            /** False once it says the same as the newest version again. */
            has_draft_changes: z.boolean(),
            updated_at: timestamp,
            problems
        }),
        errors: [...DOCUMENT_ERRORS, "REVISION_CONFLICT", "PRECONDITION_REQUIRED"]
    }),
    publishWorkflow: route({
        method: "POST",
        path: "/workflows/:id/publish",
        tag: "Workflows",
        summary: "Publish the draft as a new version",
        permission: "editor",
        params,
        headers: ifMatch,
        body: z.strictObject({ note: text(500).optional() }).optional(),
        response: z.object({ id, version: z.int(), revision: z.int(), problems }),
        idempotent: true,
        errors: ["WORKFLOW_NOT_EXECUTABLE", "REVISION_CONFLICT"]
    }),
    deleteWorkflow: route({
        method: "DELETE",
        path: "/workflows/:id",
        tag: "Workflows",
        summary: "Delete a workflow; its executions stay",
        permission: "editor",
        params,
        response: z.object({ deleted: z.literal(true) })
    }),
    listVersions: route({
        method: "GET",
        path: "/workflows/:id/versions",
        tag: "Workflows",
        summary: "Published versions, newest first",
        permission: "viewer",
        params,
        query: z.strictObject(listQuery(["version"])),
        response: z.object({ versions: z.array(versionSchema), pagination: paginationSchema })
    }),
    getVersion: route({
        method: "GET",
        path: "/workflows/:id/versions/:version",
        tag: "Workflows",
        summary: "One version with its definition",
        permission: "viewer",
        params: z.object({
            id,
            version: z
                .string()
                .regex(/^[1-9]\d{0,8}$/)
                .transform(Number)
        }),
        response: versionSchema.extend({ definition: definitionSchema })
    }),
    rollbackWorkflow: route({
        method: "POST",
        path: "/workflows/:id/versions/:version/rollback",
        tag: "Workflows",
        summary: "Publish an old version again as the newest",
        description: "The draft that stood there is kept as a named snapshot.",
        permission: "editor",
        params: z.object({
            id,
            version: z
                .string()
                .regex(/^[1-9]\d{0,8}$/)
                .transform(Number)
        }),
        body: z.strictObject({}).optional(),
        response: z.object({ id, version: z.int(), revision: z.int() }),
        errors: ["WORKFLOW_NOT_EXECUTABLE"]
    }),
    validateWorkflow: route({
        method: "POST",
        path: "/workflows/validate",
        tag: "Workflows",
        summary: "What would be wrong with this definition, and what flows where",
        permission: "viewer",
        body: z.strictObject({ definition: definitionInput }),
        response: z.object({
            problems,
            nodes: z.record(
                z.string(),
                z.object({ input_schema: valueTypeSchema, output_schema: valueTypeSchema })
            )
        }),
        errors: DOCUMENT_ERRORS
    })
};
