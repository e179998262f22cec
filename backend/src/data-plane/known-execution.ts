import { z } from "zod";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Value } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Origin, Rerun } from "../engines/engine.ts";

const originColumns = z.object({
    created_by: z.string().nullable(),
    parent_execution_id: z.string().nullable(),
    /** Written by us from a checked request, and read back as it was. */
    rerun: z
        .string()
        .transform((text) => JSON.parse(text) as Rerun)
        .nullable(),
    caller_execution_id: z.string().nullable(),
    caller_instance: z.string().nullable(),
    is_awaited: z.boolean(),
    depth: z.int()
});

/** Where it comes from, as the request that started it said. */
function toOrigin(row: z.infer<typeof originColumns>): Origin {
    const { created_by, parent_execution_id, rerun, caller_execution_id, ...call } = row;
    const { caller_instance, is_awaited, depth } = call;
    const caller =
        caller_execution_id === null
            ? null
            : {
                  execution_id: caller_execution_id,
                  instance: caller_instance ?? "",
                  is_awaited,
                  depth
              };
    return { started_by: created_by, parent_execution_id, rerun, caller };
}

const executionColumns = z.object({
    id: z.string(),
    workspace_id: z.string(),
    workflow_id: z.string(),
    workflow_name: z.string(),
    version: z.int().nullable(),
    trigger: z.string(),
    plan_hash: z.string(),
    status: z.string(),
    owner: z.string().nullable(),
    started_at: z.date().nullable()
});
export const knownExecution = executionColumns
    .extend(originColumns.shape)
    .transform(({ id, workspace_id, workflow_id, workflow_name, version, trigger, ...rest }) => {
        const { plan_hash, status, owner, started_at, ...origin } = rest;
        return {
            id,
            workspace_id,
            workflow_id,
            workflow_name,
            version,
            trigger,
            plan_hash,
            status,
            owner,
            started_at,
            origin: toOrigin(origin)
        };
    });
export type KnownExecution = z.infer<typeof knownExecution>;

export const knownSnapshot = z.object({
    execution_id: z.string(),
    seq: z.int(),
    state: z.string(),
    results: z.string()
});
export type KnownSnapshot = z.infer<typeof knownSnapshot>;

export const knownAttempt = z.object({
    instance: z.string(),
    attempt: z.int(),
    status: z.enum(["running", "completed", "failed", "lost", "interrupted"]),
    started_at: z.date(),
    next_at: z.date().nullable()
});
export type KnownAttempt = z.infer<typeof knownAttempt>;
/** The same as JSON text has it. */
export const writtenAttempt = knownAttempt.extend({
    started_at: z.coerce.date(),
    next_at: z
        .string()
        .transform((text) => new Date(text))
        .nullable()
});

/** Of a run, and of the execution it belongs to. */
export interface Since {
    readonly facts: readonly Fact[];
    readonly attempts: readonly KnownAttempt[];
}

export interface BegunExecution {
    readonly row: KnownExecution;
    /** Null once it has facts. */
    readonly inputs: Value | null;
}

/** Where an execution stands: what was kept of it, and what happened since. */
export interface LoadedExecution {
    readonly row: KnownExecution;
    readonly snapshot: KnownSnapshot | null;
    readonly facts: readonly Fact[];
    readonly attempts: readonly KnownAttempt[];
}
