import { z } from "zod";
import { definitionSchema } from "@flowmaestro/shared/workflow/document.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { jsonColumn } from "../session.ts";
import type { Session } from "../session.ts";

const headColumns = {
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    tags: z.array(z.string()),
    definition_hash: z.string(),
    published_hash: z.string(),
    revision: z.int(),
    version: z.int(),
    created_at: z.date(),
    updated_at: z.date(),
    updated_by: z.uuid().nullable(),
    updated_by_name: z.string().nullable()
};

const headRow = z.object(headColumns);
/** A workflow without its definition. */
export type WorkflowHead = z.infer<typeof headRow>;

const workflowRow = z.object({
    ...headColumns,
    /** Its newest version can be executed. */
    is_live: z.boolean(),
    definition: jsonColumn(definitionSchema)
});
export type WorkflowRow = z.infer<typeof workflowRow>;

const HEAD = `w.id, w.name, w.description, w.tags, w.definition_hash, w.published_hash, w.revision,
    w.version, w.created_at, w.updated_at, w.updated_by, u.name as updated_by_name`;

export interface Draft {
    readonly name: string;
    readonly description: string | null;
    readonly tags: readonly string[];
    readonly definition: WorkflowDefinition;
    readonly definition_hash: string;
    readonly outline: unknown;
}

/** The drafts of one workspace and which version of each is live. */
export class WorkflowRepository {
    readonly #session: Session;
    readonly #workspace_id: string;

    constructor(session: Session, workspace_id: string) {
        this.#session = session;
        this.#workspace_id = workspace_id;
    }

    async get(id: string): Promise<WorkflowRow | null> {
        return this.#session.first(
            workflowRow,
            `select ${HEAD}, w.definition, v.plan_hash is not null as is_live
             from workflows w
             left join workflow_versions v on v.workspace_id = w.workspace_id
                 and v.workflow_id = w.id
                 and v.version = w.version
             left join users u on u.id = w.updated_by
             where w.id = $1::uuid
                 and w.workspace_id = $2::uuid
                 and w.deleted_at is null`,
            [id, this.#workspace_id]
        );
    }

    /** Held to the end of the transaction: between comparing a revision and writing, nobody writes. */
    async lock(id: string): Promise<WorkflowHead | null> {
        return this.#session.first(
            headRow,
            `select ${HEAD}
             from workflows w
             left join users u on u.id = w.updated_by
             where w.id = $1::uuid
                 and w.workspace_id = $2::uuid
                 and w.deleted_at is null
             for update of w`,
            [id, this.#workspace_id]
        );
    }

    async exists(id: string): Promise<boolean> {
        const row = await this.#session.first(
            z.object({ id: z.uuid() }),
            `select w.id
             from workflows w
             where w.id = $1::uuid
                 and w.workspace_id = $2::uuid
                 and w.deleted_at is null`,
            [id, this.#workspace_id]
        );
        return row !== null;
    }

    /** Its definition has to stand in `definitions` already. */
    async create(id: string, user_id: string, draft: Draft): Promise<void> {
        await this.#session.run(
            `insert into workflows (id, workspace_id, user_id, name, description, tags, definition,
                 definition_hash, published_hash, outline, updated_by)
             values ($1::uuid, $2::uuid, $3::uuid, $4::text, $5::text, $6::text[], $7::json,
                 $8::text, $8::text, $9::json, $3::uuid)`,
            [id, this.#workspace_id, user_id, ...columnsOf(draft)]
        );
        await this.#session.run(
            `insert into workflow_counters (workflow_id, workspace_id)
             values ($1::uuid, $2::uuid)`,
            [id, this.#workspace_id]
        );
    }

    /** Writes the draft; `published` makes it the live version too. */
    async save(
        id: string,
        user_id: string,
        draft: Draft,
        published: { readonly version: number } | null
    ): Promise<WorkflowHead> {
        return this.#session.one(
            headRow,
            `with w as (
                 update workflows
                 set name = $4::text,
                     description = $5::text,
                     tags = $6::text[],
                     definition = $7::json,
                     definition_hash = $8::text,
                     outline = $9::json,
                     updated_by = $3::uuid,
                     revision = revision + 1,
                     version = coalesce($10::int, version),
                     published_hash = case when $10::int is null then published_hash else $8::text end
                 where id = $1::uuid
                     and workspace_id = $2::uuid
                 returning *
             )
             select ${HEAD}
             from w
             left join users u on u.id = w.updated_by`,
            [id, this.#workspace_id, user_id, ...columnsOf(draft), published?.version ?? null]
        );
    }

    /** Name, description and tags: the definition stays, and so does the live version. */
    async describe(
        id: string,
        user_id: string,
        draft: Pick<Draft, "name" | "description" | "tags">
    ): Promise<WorkflowHead> {
        return this.#session.one(
            headRow,
            `with w as (
                 update workflows
                 set name = $4::text,
                     description = $5::text,
                     tags = $6::text[],
                     updated_by = $3::uuid,
                     revision = revision + 1
                 where id = $1::uuid
                     and workspace_id = $2::uuid
                 returning *
             )
             select ${HEAD}
             from w
             left join users u on u.id = w.updated_by`,
            [id, this.#workspace_id, user_id, draft.name, draft.description, [...draft.tags]]
        );
    }

    /** The draft as it stands is the live version now; its revision stays, nobody's work is stale. */
    async publish(id: string, version: number): Promise<void> {
        await this.#session.run(
            `update workflows
             set version = $3::int,
                 published_hash = definition_hash
             where id = $1::uuid
                 and workspace_id = $2::uuid`,
            [id, this.#workspace_id, version]
        );
    }

    async remove(id: string, user_id: string): Promise<boolean> {
        const removed = await this.#session.run(
            `update workflows
             set deleted_at = clock_timestamp(),
                 updated_by = $3::uuid
             where id = $1::uuid
                 and workspace_id = $2::uuid
                 and deleted_at is null`,
            [id, this.#workspace_id, user_id]
        );
        return removed > 0;
    }
}

function columnsOf(draft: Draft): unknown[] {
    return [
        draft.name,
        draft.description,
        [...draft.tags],
        JSON.stringify(draft.definition),
        draft.definition_hash,
        JSON.stringify(draft.outline)
    ];
}
