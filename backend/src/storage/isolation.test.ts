import type { PoolClient } from "pg";
import { describe, expect, test } from "vitest";
import { testDatabase } from "../../test/database.ts";
import type { TestWorkspace } from "../../test/database.ts";
import { insertTenantRows } from "../../test/tenant-rows.ts";
import { errorCode } from "./database.ts";

/** What other wall there is when a handler or a repository forgets: row-level security, table by table. */
const database = await testDatabase();
const mine = await database.createWorkspace();
const theirs = await database.createWorkspace();
await insertTenantRows(database.admin, theirs);

const tables = await readTables();
/** Belong to the process, not to a workspace: out of reach for the app altogether. */
const ENGINE_ONLY = ["engine_workers", "execution_snapshots", "temporal_looks", "temporal_workers"];
/** All the engine may see. Growing this list is a decision about tenancy. */
const ENGINE_TABLES = [
    "definitions",
    "engine_workers",
    "execution_inbox",
    "execution_log",
    "execution_logs",
    "execution_snapshots",
    "execution_values",
    "executions",
    "node_attempts",
    "plans",
    "requests",
    "temporal_looks",
    "temporal_workers",
    "workflow_counters"
];
const REFUSED = "42501";

describe.each(tables)("$name", ({ name, enabled, forced, filled, columns }) => {
    test("has row-level security, forced on its owner too", () => {
        expect({ enabled, forced }).toEqual({ enabled: true, forced: true });
    });

    test("has a row in the fixture and the columns every table has", () => {
        expect(filled, `add a row of ${name} to backend/test/tenant-rows.ts`).toBe(true);
        expect(columns).toContain("created_at");
    });

    test("shows a stranger nothing, nor lets them write", async () => {
        await as(mine, async (client) => {
            expect(await attempt(client, `select * from ${name}${strange(columns)}`)).toBe(0);
            const touched = `update ${name} set created_at = created_at${strange(columns)}`;
            expect(await attempt(client, touched)).toBe(0);
            expect(await attempt(client, `delete from ${name}${strange(columns)}`)).toBe(0);
        });
    });

    test("takes no row of a stranger for its own", async () => {
        const { rows } = await database.admin.query<{ row: string }>(
            `select to_jsonb(t)::text as row from ${name} t${strange(columns)} limit 1`
        );
        const insert = `insert into ${name} overriding system value
            select * from jsonb_populate_record(null::${name}, $1::jsonb)`;
        await as(mine, async (client) => {
            await client.query("savepoint before");
            const error = await client
                .query(insert, [rows[0]?.row])
                .catch((cause: unknown) => cause);
            expect(errorCode(error)).toBe(REFUSED);
        });
    });

    test("says nothing where no scope is set", async () => {
        const client = await database.pools.app.connect();
        try {
            await client.query("begin");
            expect(await attempt(client, `select * from ${name}`)).toBe(0);
            await client.query("rollback");
        } finally {
            client.release();
        }
    });
});

test.each(tables.filter(({ name }) => !ENGINE_ONLY.includes(name)))(
    "$name is seen by its own",
    async ({ name }) => {
        const key = name === "login_throttles" ? theirs.email : "";
        await as(
            theirs,
            async (client) => {
                expect(await attempt(client, `select * from ${name}`)).toBeGreaterThan(0);
            },
            key
        );
    }
);

test("the engine sees the execution tables and nothing else", async () => {
    const { rows } = await database.admin.query<{ name: string }>(
        `select relname as name
         from pg_class
         where relnamespace = 'public'::regnamespace
             and relkind = 'r'
             and has_table_privilege('flowmaestro_engine', oid, 'select')
         order by 1`
    );
    expect(rows.map((row) => row.name)).toEqual(ENGINE_TABLES);
});

test("nobody of ours may change or remove an audit record", async () => {
    const { rows } = await database.admin.query<{ privilege: string }>(
        `select distinct lower(g.privilege_type) as privilege
         from pg_class c
         cross join lateral aclexplode(c.relacl) g
         where c.oid = 'audit_log'::regclass
             and g.grantee <> c.relowner
         order by 1`
    );
    expect(rows.map((row) => row.privilege)).toEqual(["insert", "select"]);
});

test("a workflow's rows cannot point into another workspace", async () => {
    const { rows } = await database.admin.query<{ id: string; hash: string }>(
        "select id, definition_hash as hash from workflows where workspace_id = $1",
        [theirs.workspace_id]
    );
    const [their] = rows;
    const error = await database.admin
        .query(
            `insert into workflow_versions (workspace_id, workflow_id, version, definition_hash)
             values ($1, $2, 2, $3)`,
            [mine.workspace_id, their!.id, their!.hash]
        )
        .catch((cause: unknown) => cause);
    expect(errorCode(error)).toBe("23503");
});

test("a terminal status stays, and nothing becomes pending again", async () => {
    const set = (status: string): Promise<unknown> =>
        database.admin
            .query("update executions set status = $1 where workspace_id = $2", [
                status,
                theirs.workspace_id
            ])
            .catch((cause: unknown) => errorCode(cause));
    expect(await set("pending")).toBe("23514");
    expect(await set("waiting")).toMatchObject({ rowCount: 1 });
    expect(await set("completed")).toMatchObject({ rowCount: 1 });
    expect(await set("running")).toBe("23514");
    expect(await set("failed")).toBe("23514");
    expect(await set("completed")).toMatchObject({ rowCount: 1 });
});

interface Table {
    readonly name: string;
    readonly enabled: boolean;
    readonly forced: boolean;
    readonly filled: boolean;
    readonly columns: readonly string[];
}

async function readTables(): Promise<Table[]> {
    const { rows } = await database.admin.query<Omit<Table, "filled">>(
        `select
             c.relname as name,
             c.relrowsecurity as enabled,
             c.relforcerowsecurity as forced,
             array_agg(a.attname::text) as columns
         from pg_class c
         join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         where c.relnamespace = 'public'::regnamespace
             and c.relkind in ('r', 'p')
             and c.relname <> 'pgmigrations'
         group by c.oid
         order by c.relname`
    );
    return Promise.all(
        rows.map(async (table) => {
            const found = await database.admin.query(
                `select 1 from ${table.name}${strange(table.columns)}`
            );
            return { ...table, filled: (found.rowCount ?? 0) > 0 };
        })
    );
}

/** Rows of the other workspace: one's own user, workspace and membership are one's own to see. */
function strange(columns: readonly string[]): string {
    if (columns.includes("workspace_id")) return ` where workspace_id = '${theirs.workspace_id}'`;
    if (columns.includes("user_id")) return ` where user_id = '${theirs.user_id}'`;
    if (columns.includes("email")) return ` where id = '${theirs.user_id}'`;
    if (columns.includes("created_by")) return ` where id = '${theirs.workspace_id}'`;
    return "";
}

/** How many rows it reached; being refused reaches none. */
async function attempt(client: PoolClient, statement: string): Promise<number> {
    await client.query("savepoint attempt");
    try {
        const { rowCount } = await client.query(statement);
        return rowCount ?? 0;
    } catch (error) {
        if (errorCode(error) !== REFUSED) throw error;
        await client.query("rollback to savepoint attempt");
        return 0;
    }
}

async function as(
    workspace: TestWorkspace,
    work: (client: PoolClient) => Promise<void>,
    key = ""
): Promise<void> {
    const client = await database.pools.app.connect();
    try {
        await client.query("begin");
        await client.query(
            `select set_config('fm.workspace', $1, true), set_config('fm.user', $2, true),
                 set_config('fm.key', $3, true)`,
            [workspace.workspace_id, workspace.user_id, key]
        );
        await work(client);
    } finally {
        await client.query("rollback");
        client.release();
    }
}
