import { z } from "zod";

/**
 * The saved document as users and the REST API see it. This schema says what is a graph at all
 * (refused otherwise); what can be known beyond that is `compile`'s and comes back as problems.
 * Node `data` is opaque here: each node type's own schema reads it.
 */

export const NODE_ID = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/;

/** Words that references give another meaning to, and names that objects are born with. */
export const RESERVED_IDS: ReadonlySet<string> = new Set([
    "inputs",
    "vars",
    "execution",
    "trigger",
    "workspace",
    "env",
    "secrets",
    "constructor",
    "prototype",
    "__proto__"
]);

export const LIMITS = {
    nodes: 2_000,
    edges: 5_000,
    definition_bytes: 1_000_000,
    depth: 64,
    label: 200,
    notes: 10_000
} as const;

export const retrySchema = z.strictObject({
    attempts: z.int().min(1).max(20).optional(),
    initial_ms: z.int().min(100).max(86_400_000).optional(),
    multiplier: z.number().min(1).max(10).optional(),
    max_ms: z.int().min(100).max(86_400_000).optional(),
    jitter: z.boolean().optional()
});

export const policySchema = z.strictObject({
    retry: retrySchema.optional(),
    timeout_seconds: z.number().min(0.1).max(86_400).optional(),
    on_error: z.enum(["fail", "continue", "branch"]).optional(),
    join: z
        .union([z.enum(["all", "any"]), z.strictObject({ at_least: z.int().min(1).max(5_000) })], {
            error: 'Must be "all", "any" or { "at_least": k } with k from 1 to 5000.'
        })
        .optional(),
    losers: z.enum(["run", "cancel"]).optional()
});

const coordinate = z.number().min(-1e6).max(1e6);

export const nodeSchema = z.object({
    id: z.string().regex(NODE_ID, {
        error: "An id has 1 to 64 letters, digits, `_` or `-`, and does not begin with `-`."
    }),
    type: z.string().min(1).max(64),
    /** Of the type's config that `data` was written for; absent: 1, or whatever reads it. */
    version: z.int().min(1).optional(),
    position: z.object({ x: coordinate, y: coordinate }),
    parentId: z.string().max(64).optional(),
    data: z.looseObject({ label: z.string().max(LIMITS.label).optional() }),
    policy: policySchema.optional(),
    disabled: z.boolean().optional(),
    notes: z.string().max(LIMITS.notes).optional()
});

export const edgeSchema = z.object({
    id: z.string().min(1).max(200),
    source: z.string().max(64),
    sourceHandle: z.string().min(1).max(64).optional(),
    target: z.string().max(64),
    targetHandle: z.string().max(64).optional()
});

export const settingsSchema = z.strictObject({
    timeout_seconds: z
        .number()
        .min(1)
        .max(366 * 86_400)
        .optional(),
    concurrency: z.int().min(1).max(1_000).optional(),
    budget: z
        .strictObject({
            cost_usd: z.number().positive().optional(),
            tokens: z.int().positive().optional(),
            turns: z.int().min(1).max(10_000_000).optional()
        })
        .optional(),
    cleanup: z.string().max(64).optional()
});

export const definitionSchema = z.object({
    nodes: z.record(z.string(), nodeSchema),
    edges: z.array(edgeSchema).max(LIMITS.edges),
    settings: settingsSchema.optional()
});

export type Policy = z.infer<typeof policySchema>;
export type WorkflowNode = z.infer<typeof nodeSchema>;
export type WorkflowEdge = z.infer<typeof edgeSchema>;
export type WorkflowSettings = z.infer<typeof settingsSchema>;
export type WorkflowDefinition = z.infer<typeof definitionSchema>;
