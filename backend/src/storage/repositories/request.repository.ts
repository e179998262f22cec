import { z } from "zod";
import { requestStatusSchema } from "@flowmaestro/shared/contract/routes/requests.ts";
import { jsonColumn } from "../session.ts";
import type { Session } from "../session.ts";

const requestRow = z.object({
    id: z.uuid(),
    execution_id: z.uuid(),
    workflow_id: z.uuid(),
    workflow_name: z.string(),
    definition_hash: z.string(),
    plan_hash: z.string(),
    instance: z.string(),
    node_id: z.string(),
    status: requestStatusSchema,
    /** A value as facts hold it. */
    request: jsonColumn(z.json()),
    expires_at: z.date().nullable(),
    created_at: z.date(),
    closed_at: z.date().nullable(),
    answered_by: z.string().nullable(),
    sort_key: z.string()
});
export type RequestRow = z.infer<typeof requestRow>;

const COLUMNS = `r.id, r.execution_id, e.workflow_id, e.workflow_name, e.definition_hash,
    e.plan_hash, r.instance, r.node_id, r.status, r.request, r.expires_at, r.created_at,
    r.closed_at, r.answered_by, r.created_at::text as sort_key`;

const TABLES = "requests r join executions e on e.id = r.execution_id";

export interface RequestFilter {
    readonly execution_id?: string;
    readonly status?: string;
}

export interface RequestPosition {
    readonly order: "asc" | "desc";
    readonly limit: number;
    readonly offset: number;
    readonly after?: { readonly sort_key: string; readonly id: string };
}

/** Questions of one workspace, as their rows say: projections of facts, written by an engine. */
export class RequestRepository {
    readonly #session: Session;
    readonly #workspace_id: string;

    constructor(session: Session, workspace_id: string) {
        this.#session = session;
        this.#workspace_id = workspace_id;
    }

    async get(id: string): Promise<RequestRow | null> {
        return this.#session.first(
            requestRow,
            `select ${COLUMNS}
             from ${TABLES}
             where r.id = $1::uuid
                 and r.workspace_id = $2::uuid`,
            [id, this.#workspace_id]
        );
    }

    /** Of one execution, at most `limit`, oldest first. */
    async openOf(
        execution_id: string,
        of: { readonly node_id?: string; readonly instance?: string; readonly limit: number }
    ): Promise<RequestRow[]> {
        return this.#session.many(
            requestRow,
            `select ${COLUMNS}
             from ${TABLES}
             where r.workspace_id = $1::uuid
                 and r.execution_id = $2::uuid
                 and r.status = 'open'
                 and ($3::text is null or r.node_id = $3::text)
                 and ($4::text is null or r.instance = $4::text)
             order by r.created_at, r.id
             limit $5::int`,
            [this.#workspace_id, execution_id, of.node_id ?? null, of.instance ?? null, of.limit]
        );
    }

    /** The newest question of an instance or node, whatever became of it. */
    async lastOf(
        execution_id: string,
        of: { readonly node_id?: string; readonly instance?: string }
    ): Promise<RequestRow | null> {
        return this.#session.first(
            requestRow,
            `select ${COLUMNS}
             from ${TABLES}
             where r.workspace_id = $1::uuid
                 and r.execution_id = $2::uuid
                 and ($3::text is null or r.node_id = $3::text)
                 and ($4::text is null or r.instance = $4::text)
             order by r.created_at desc, r.id desc
             limit 1`,
            [this.#workspace_id, execution_id, of.node_id ?? null, of.instance ?? null]
        );
    }

    async list(filter: RequestFilter, position: RequestPosition): Promise<RequestRow[]> {
        const { order, limit, offset, after } = position;
        const beyond = order === "asc" ? ">" : "<";
        return this.#session.many(
            requestRow,
            `select ${COLUMNS}
             from ${TABLES}
             where ${WHERE}
                 and ($4::timestamptz is null
                     or (r.created_at, r.id) ${beyond} ($4::timestamptz, $5::uuid))
             order by r.created_at ${order}, r.id ${order}
             limit $6::int
             offset $7::bigint`,
            [...this.#where(filter), after?.sort_key ?? null, after?.id ?? null, limit, offset]
        );
    }

    async count(filter: RequestFilter): Promise<number> {
        const { total } = await this.#session.one(
            z.object({ total: z.int() }),
            `select count(*) as total from requests r where ${WHERE}`,
            this.#where(filter)
        );
        return total;
    }

    #where({ execution_id, status }: RequestFilter): unknown[] {
        return [this.#workspace_id, execution_id ?? null, status ?? null];
    }
}

const WHERE = `r.workspace_id = $1::uuid
    and ($2::uuid is null or r.execution_id = $2::uuid)
    and ($3::text is null or r.status = $3::text)`;
