import { z } from "zod";
import { executionStatusSchema } from "@flowmaestro/shared/contract/routes/executions.ts";
import type { Session } from "../session.ts";
import { storedError } from "../stored-error.ts";

const summaryColumns = {
    id: z.uuid(),
    workflow_id: z.uuid(),
    workflow_name: z.string(),
    version: z.int().nullable(),
    number: z.int(),
    trigger: z.string(),
    status: executionStatusSchema,
    error: storedError,
    created_at: z.date(),
    started_at: z.date().nullable(),
    completed_at: z.date().nullable()
};

const listRow = z.object({
    ...summaryColumns,
    /** The value it was sorted by, exact. */
    sort_key: z.string()
});
export type ExecutionListRow = z.infer<typeof listRow>;

const executionRow = z.object({
    ...summaryColumns,
    definition_hash: z.string(),
    plan_hash: z.string(),
    parent_execution_id: z.uuid().nullable(),
    caller_execution_id: z.uuid().nullable(),
    caller_instance: z.string().nullable(),
    created_by: z.uuid().nullable(),
    engine: z.string()
});
export type ExecutionRow = z.infer<typeof executionRow>;

const SUMMARY = `e.id, e.workflow_id, e.workflow_name, e.version, e.number, e.trigger, e.status,
    e.error, e.created_at, e.started_at, e.completed_at`;

export interface ExecutionFilter {
    readonly workflow_id?: string;
    readonly status?: readonly string[];
    readonly trigger?: string;
    readonly created_after?: string;
    readonly created_before?: string;
    readonly parent_execution_id?: string;
    readonly caller_execution_id?: string;
}

export interface ExecutionPosition {
    readonly sort: "created_at" | "started_at";
    readonly order: "asc" | "desc";
    readonly limit: number;
    readonly offset: number;
    readonly after?: { readonly sort_key: string; readonly id: string };
}

/** As the indexes have it: what has not begun is what begins last. */
const SORTED_BY = {
    created_at: "e.created_at",
    started_at: "coalesce(e.started_at, 'infinity'::timestamptz)"
} as const;

/** Executions of one workspace, as their rows say: projections of facts, written by an engine. */
export class ExecutionRepository {
    readonly #session: Session;
    readonly #workspace_id: string;

    constructor(session: Session, workspace_id: string) {
        this.#session = session;
        this.#workspace_id = workspace_id;
    }

    async get(id: string): Promise<ExecutionRow | null> {
        return this.#session.first(
            executionRow,
            `select ${SUMMARY}, e.definition_hash, e.plan_hash, e.parent_execution_id, e.engine,
                 e.caller_execution_id, e.caller_instance, e.created_by
             from executions e
             where e.id = $1::uuid
                 and e.workspace_id = $2::uuid`,
            [id, this.#workspace_id]
        );
    }

    /** Its children and its re-runs, newest first. */
    async related(id: string): Promise<RelatedRow[]> {
        return this.#session.many(
            relatedRow,
            `(select ${RELATED}, e.caller_instance as instance
              from executions e
              where e.caller_execution_id = $1::uuid
                  and e.workspace_id = $2::uuid
              order by e.id desc
              limit 100)
             union all
             (select ${RELATED}, null as instance
              from executions e
              where e.parent_execution_id = $1::uuid
                  and e.workspace_id = $2::uuid
              order by e.id desc
              limit 100)`,
            [id, this.#workspace_id]
        );
    }

    /** The name and newest version of a workflow that is still there. */
    async liveVersion(workflow_id: string) {
        return this.#session.first(
            liveRow,
            `select w.name, w.version
             from workflows w
             where w.id = $1::uuid
                 and w.workspace_id = $2::uuid
                 and w.deleted_at is null`,
            [workflow_id, this.#workspace_id]
        );
    }

    async list(filter: ExecutionFilter, position: ExecutionPosition): Promise<ExecutionListRow[]> {
        const column = SORTED_BY[position.sort];
        const beyond = position.order === "asc" ? ">" : "<";
        const where = new Conditions(this.#workspace_id, filter);
        if (position.after !== undefined) {
            const key = where.parameter(position.after.sort_key, "timestamptz");
            const id = where.parameter(position.after.id, "uuid");
            where.add(`(${column}, e.id) ${beyond} (${key}, ${id})`);
        }
        const limit = where.parameter(position.limit, "int");
        const offset = where.parameter(position.offset, "bigint");
        return this.#session.many(
            listRow,
            `select ${SUMMARY}, ${column}::text as sort_key
             from executions e
             where ${where.text}
             order by ${column} ${position.order}, e.id ${position.order}
             limit ${limit}
             offset ${offset}`,
            where.values
        );
    }

    async count(filter: ExecutionFilter): Promise<number> {
        const where = new Conditions(this.#workspace_id, filter);
        const { total } = await this.#session.one(
            z.object({ total: z.int() }),
            `select count(*) as total
             from executions e
             where ${where.text}`,
            where.values
        );
        return total;
    }

    /** What ran: definition and plan as text, and whether the workflow is still there. */
    async graph(id: string) {
        return this.#session.first(
            graphRow,
            `select e.workflow_id, e.workflow_name, e.version, d.definition, p.plan,
                 w.deleted_at is not null as workflow_deleted
             from executions e
             join definitions d on d.workspace_id = e.workspace_id and d.hash = e.definition_hash
             join plans p on p.workspace_id = e.workspace_id and p.hash = e.plan_hash
             join workflows w on w.workspace_id = e.workspace_id and w.id = e.workflow_id
             where e.id = $1::uuid
                 and e.workspace_id = $2::uuid`,
            [id, this.#workspace_id]
        );
    }
}

const RELATED = "e.id, e.workflow_id, e.workflow_name, e.number, e.status, e.created_at";

const relatedRow = z.object({
    id: z.uuid(),
    workflow_id: z.uuid(),
    workflow_name: z.string(),
    number: z.int(),
    status: executionStatusSchema,
    created_at: z.date(),
    /** Of a child: which instance called it. Null for a re-run. */
    instance: z.string().nullable()
});
export type RelatedRow = z.infer<typeof relatedRow>;

const liveRow = z.object({ name: z.string(), version: z.int() });

const graphRow = z.object({
    workflow_id: z.uuid(),
    workflow_name: z.string(),
    version: z.int().nullable(),
    definition: z.string(),
    plan: z.string(),
    workflow_deleted: z.boolean()
});

class Conditions {
    readonly values: unknown[] = [];
    readonly #terms: string[] = [];

    constructor(workspace_id: string, filter: ExecutionFilter) {
        this.add(`e.workspace_id = ${this.parameter(workspace_id, "uuid")}`);
        const { workflow_id, status, trigger, created_after, created_before } = filter;
        if (workflow_id !== undefined)
            this.add(`e.workflow_id = ${this.parameter(workflow_id, "uuid")}`);
        if (status !== undefined) {
            this.add(`e.status = any (${this.parameter(status, "text[]")})`);
            // Said in the words of the index, which Postgres does not conclude from a parameter.
            if (!status.includes("completed")) this.add("e.status <> 'completed'");
        }
        if (trigger !== undefined) this.add(`e.trigger = ${this.parameter(trigger, "text")}`);
        if (created_after !== undefined)
            this.add(`e.created_at > ${this.parameter(created_after, "timestamptz")}`);
        if (created_before !== undefined)
            this.add(`e.created_at < ${this.parameter(created_before, "timestamptz")}`);
        const { parent_execution_id, caller_execution_id } = filter;
        if (parent_execution_id !== undefined)
            this.add(`e.parent_execution_id = ${this.parameter(parent_execution_id, "uuid")}`);
        if (caller_execution_id !== undefined)
            this.add(`e.caller_execution_id = ${this.parameter(caller_execution_id, "uuid")}`);
    }

    get text(): string {
        return this.#terms.join("\n    and ");
    }

    add(term: string): void {
        this.#terms.push(term);
    }

    parameter(value: unknown, type: string): string {
        this.values.push(value);
        return `$${this.values.length}::${type}`;
    }
}
