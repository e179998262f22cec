import { z } from "zod";
import { definitionSchema } from "@flowmaestro/shared/workflow/document.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { newId } from "../../platform/ids.ts";
import { jsonColumn } from "../session.ts";
import type { Session } from "../session.ts";

const versionColumns = {
    version: z.int(),
    note: z.string().nullable(),
    created_by: z.uuid().nullable(),
    created_by_name: z.string().nullable(),
    created_at: z.date(),
    definition_hash: z.string(),
    plan_hash: z.string().nullable()
};
const versionRow = z.object(versionColumns);
export type VersionRow = z.infer<typeof versionRow>;

const publishedRow = z.object({ ...versionColumns, definition: jsonColumn(definitionSchema) });
export type PublishedRow = z.infer<typeof publishedRow>;

const COLUMNS = `v.version, v.note, v.created_by, u.name as created_by_name, v.created_at,
    v.definition_hash, v.plan_hash`;

/** What was published, for ever as it was; and the drafts that a rollback replaced. */
const callableRow = z.object({ version: z.int().nullable(), is_executable: z.boolean() });

export class VersionRepository {
    readonly #session: Session;
    readonly #workspace_id: string;

    constructor(session: Session, workspace_id: string) {
        this.#session = session;
        this.#workspace_id = workspace_id;
    }

    /** Definitions and plans are kept once however often they come back. */
    async keepDefinition(hash: string, text: string): Promise<void> {
        await this.#session.run(
            `insert into definitions (workspace_id, hash, definition)
             values ($1::uuid, $2::text, $3::text)
             on conflict do nothing`,
            [this.#workspace_id, hash, text]
        );
    }

    async keepPlan(hash: string, text: string): Promise<void> {
        await this.#session.run(
            `insert into plans (workspace_id, hash, plan)
             values ($1::uuid, $2::text, $3::text)
             on conflict do nothing`,
            [this.#workspace_id, hash, text]
        );
    }

    async add(
        workflow_id: string,
        row: {
            readonly version: number;
            readonly definition_hash: string;
            readonly plan_hash: string | null;
            readonly note: string | null;
            readonly created_by: string;
        }
    ): Promise<void> {
        await this.#session.run(
            `insert into workflow_versions (workspace_id, workflow_id, version, definition_hash,
                 plan_hash, note, created_by)
             values ($1::uuid, $2::uuid, $3::int, $4::text, $5::text, $6::text, $7::uuid)`,
            [
                this.#workspace_id,
                workflow_id,
                row.version,
                row.definition_hash,
                row.plan_hash,
                row.note,
                row.created_by
            ]
        );
    }

    async list(
        workflow_id: string,
        position: {
            readonly order: "asc" | "desc";
            readonly limit: number;
            readonly offset: number;
            readonly after?: number;
        }
    ): Promise<VersionRow[]> {
        const beyond = position.order === "asc" ? ">" : "<";
        return this.#session.many(
            versionRow,
            `select ${COLUMNS}
             from workflow_versions v
             left join users u on u.id = v.created_by
             where v.workspace_id = $1::uuid
                 and v.workflow_id = $2::uuid
                 and ($3::int is null or v.version ${beyond} $3::int)
             order by v.version ${position.order}
             limit $4::int
             offset $5::bigint`,
            [
                this.#workspace_id,
                workflow_id,
                position.after ?? null,
                position.limit,
                position.offset
            ]
        );
    }

    async count(workflow_id: string): Promise<number> {
        const { total } = await this.#session.one(
            z.object({ total: z.int() }),
            `select count(*) as total
             from workflow_versions v
             where v.workspace_id = $1::uuid
                 and v.workflow_id = $2::uuid`,
            [this.#workspace_id, workflow_id]
        );
        return total;
    }

    async get(workflow_id: string, version: number): Promise<PublishedRow | null> {
        return this.#session.first(
            publishedRow,
            `select ${COLUMNS}, d.definition
             from workflow_versions v
             join definitions d on d.workspace_id = v.workspace_id and d.hash = v.definition_hash
             left join users u on u.id = v.created_by
             where v.workspace_id = $1::uuid
                 and v.workflow_id = $2::uuid
                 and v.version = $3::int`,
            [this.#workspace_id, workflow_id, version]
        );
    }

    /**
     * The version a call runs: the one it names, else the newest that was published by then (times are
     * compared as an execution keeps them, in milliseconds). Null where there is no such workflow.
     */
    async callable(
        workflow_id: string,
        wanted: { readonly version?: number; readonly published_before: number }
    ) {
        return this.#session.first(
            callableRow,
            `select v.version, v.plan_hash is not null as is_executable
             from workflows w
             left join lateral (
                 select version, plan_hash
                 from workflow_versions
                 where workspace_id = w.workspace_id
                     and workflow_id = w.id
                     and case
                         when $3::int is not null then version = $3::int
                         else date_trunc('milliseconds', created_at)
                             <= to_timestamp($4::float8 / 1000)
                     end
                 order by version desc
                 limit 1
             ) v on true
             where w.workspace_id = $1::uuid
                 and w.id = $2::uuid
                 and w.deleted_at is null`,
            [this.#workspace_id, workflow_id, wanted.version ?? null, wanted.published_before]
        );
    }

    async definition(hash: string): Promise<WorkflowDefinition | null> {
        const row = await this.#session.first(
            z.object({ definition: jsonColumn(definitionSchema) }),
            `select definition
             from definitions
             where workspace_id = $1::uuid
                 and hash = $2::text`,
            [this.#workspace_id, hash]
        );
        return row?.definition ?? null;
    }

    async plan(hash: string): Promise<string | null> {
        const row = await this.#session.first(
            z.object({ plan: z.string() }),
            `select plan
             from plans
             where workspace_id = $1::uuid
                 and hash = $2::text`,
            [this.#workspace_id, hash]
        );
        return row?.plan ?? null;
    }

    /** Keeps the draft as it stands, under a name. */
    async snapshotDraft(
        workflow_id: string,
        row: { readonly name: string; readonly created_by: string }
    ): Promise<void> {
        await this.#session.run(
            `insert into definitions (workspace_id, hash, definition)
             select workspace_id, definition_hash, definition::text
             from workflows
             where workspace_id = $1::uuid
                 and id = $2::uuid
             on conflict do nothing`,
            [this.#workspace_id, workflow_id]
        );
        await this.#session.run(
            `insert into workflow_snapshots (id, workspace_id, workflow_id, name, definition_hash,
                 revision, created_by)
             select $3::uuid, workspace_id, id, $4::text, definition_hash, revision, $5::uuid
             from workflows
             where workspace_id = $1::uuid
                 and id = $2::uuid`,
            [this.#workspace_id, workflow_id, newId(), row.name, row.created_by]
        );
    }
}
