import { z } from "zod";
import { executionStatusSchema } from "@flowmaestro/shared/contract/routes/executions.ts";
import { outlineSchema } from "@flowmaestro/shared/contract/routes/workflows.ts";
import { jsonColumn } from "../session.ts";
import type { Session } from "../session.ts";

const RECENT = 20;

export type Outline = z.infer<typeof outlineSchema>;

const recentSchema = z.array(
    z.object({
        id: z.uuid(),
        status: executionStatusSchema,
        started_at: z.string().nullable(),
        duration_ms: z.number().nullable()
    })
);

const itemRow = z.object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    tags: z.array(z.string()),
    version: z.int(),
    is_live: z.boolean(),
    revision: z.int(),
    has_draft_changes: z.boolean(),
    created_at: z.date(),
    updated_at: z.date(),
    updated_by: z.uuid().nullable(),
    updated_by_name: z.string().nullable(),
    outline: jsonColumn(outlineSchema),
    /** Oldest first. */
    recent: jsonColumn(recentSchema),
    /** The value it was sorted by, exact. */
    sort_key: z.string()
});
export type WorkflowItem = z.infer<typeof itemRow>;

export interface WorkflowFilter {
    readonly search?: string;
    readonly tag?: string;
    readonly state?: "live" | "draft";
}

export interface ListPosition {
    readonly sort: "created_at" | "updated_at" | "name";
    readonly order: "asc" | "desc";
    readonly limit: number;
    readonly offset: number;
    /** Go on after this row instead of counting an offset. */
    readonly after?: { readonly sort_key: string; readonly id: string };
}

const SORTS = {
    created_at: { column: "w.created_at", type: "timestamptz" },
    updated_at: { column: "w.updated_at", type: "timestamptz" },
    name: { column: "lower(w.name)", type: "text" }
} as const;

/** Lists and counts workflows. One statement a page: authors and recent executions come along. */
export class WorkflowListRepository {
    readonly #session: Session;
    readonly #workspace_id: string;

    constructor(session: Session, workspace_id: string) {
        this.#session = session;
        this.#workspace_id = workspace_id;
    }

    async list(filter: WorkflowFilter, position: ListPosition): Promise<WorkflowItem[]> {
        const { column, type } = SORTS[position.sort];
        const direction = position.order;
        const beyond = direction === "asc" ? ">" : "<";
        const where = new Conditions(this.#workspace_id, filter);
        if (position.after !== undefined) {
            const key = where.parameter(position.after.sort_key, type);
            const id = where.parameter(position.after.id, "uuid");
            where.add(`(${column}, w.id) ${beyond} (${key}, ${id})`);
        }
        const limit = where.parameter(position.limit, "int");
        const offset = where.parameter(position.offset, "bigint");
        return this.#session.many(
            itemRow,
            `with page as (
                 select w.*, ${column} as sorted_by
                 from workflows w
                 where ${where.text}
                 order by ${column} ${direction}, w.id ${direction}
                 limit ${limit}
                 offset ${offset}
             )
             select p.id, p.name, p.description, p.tags, p.version, p.revision,
                 p.definition_hash <> p.published_hash as has_draft_changes,
                 v.plan_hash is not null as is_live,
                 p.created_at, p.updated_at, p.updated_by, u.name as updated_by_name,
                 p.outline, p.sorted_by::text as sort_key,
                 coalesce(r.recent, '[]'::json) as recent
             from page p
             left join workflow_versions v on v.workspace_id = p.workspace_id
                 and v.workflow_id = p.id
                 and v.version = p.version
             left join users u on u.id = p.updated_by
             left join lateral (
                 select json_agg(json_build_object(
                     'id', e.id,
                     'status', e.status,
                     'started_at', e.started_at,
                     'duration_ms',
                         round(extract(epoch from e.completed_at - e.started_at) * 1000)
                 ) order by e.created_at, e.id) as recent
                 from (
                     select id, status, created_at, started_at, completed_at
                     from executions
                     where workspace_id = p.workspace_id
                         and workflow_id = p.id
                     order by created_at desc, id desc
                     limit ${RECENT}
                 ) e
             ) r on true
             order by p.sorted_by ${direction}, p.id ${direction}`,
            where.values
        );
    }

    async count(filter: WorkflowFilter): Promise<number> {
        const where = new Conditions(this.#workspace_id, filter);
        const { total } = await this.#session.one(
            z.object({ total: z.int() }),
            `select count(*) as total
             from workflows w
             where ${where.text}`,
            where.values
        );
        return total;
    }
}

/** What one sees is what runs: nothing changed since, and the newest version can be executed. */
const IS_AS_LIVE = `w.definition_hash = w.published_hash and exists (
    select from workflow_versions v
    where v.workspace_id = w.workspace_id
        and v.workflow_id = w.id
        and v.version = w.version
        and v.plan_hash is not null
)`;

class Conditions {
    readonly values: unknown[] = [];
    readonly #terms: string[] = [];

    constructor(workspace_id: string, { search, tag, state }: WorkflowFilter) {
        this.add(`w.workspace_id = ${this.parameter(workspace_id, "uuid")}`);
        this.add("w.deleted_at is null");
        if (search !== undefined && search.trim() !== "") {
            const pattern = this.parameter(`%${escapeLike(search.trim())}%`, "text");
            const inTags = `exists (select from unnest(w.tags) t where t ilike ${pattern})`;
            this.add(`(w.name ilike ${pattern} or w.description ilike ${pattern} or ${inTags})`);
        }
        if (tag !== undefined) this.add(`w.tags @> array[${this.parameter(tag, "text")}]`);
        if (state !== undefined) this.add(`${state === "live" ? "" : "not "}(${IS_AS_LIVE})`);
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

/** What a person types is text: `%`, `_` and the escape itself mean themselves. */
export function escapeLike(text: string): string {
    return text.replaceAll(/[\\%_]/g, "\\$&");
}
