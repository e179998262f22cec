import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, describe, expect, inject, test } from "vitest";
import { Refusal } from "../platform/refusal.ts";
import { startTestServer } from "../../test/server.ts";
import { insertTenantRows } from "../../test/tenant-rows.ts";
import { clientConfig, closePools, createPools, withKey, withWorkspace } from "./database.ts";
import type { DatabaseAddress } from "./database.ts";
import { checkDatabase } from "./database-check.ts";
import { describeSchema } from "./describe-schema.ts";
import { createMigration, migrateDown, migrateUp } from "./migrations.ts";

const GOLDEN = join(import.meta.dirname, "schema.golden.sql");
const made: { server: DatabaseAddress; name: string }[] = [];

afterEach(async () => {
    for (const { server, name } of made.splice(0)) {
        await sql(server, `drop database ${name} with (force)`);
    }
});

// Debian's 15 and the embedded 18 when both are there: what is written has to run on either.
const embedded = await startTestServer("embedded");
afterAll(() => embedded.remove());

describe.each([
    ["the suite's server", inject("postgres")],
    ["the embedded server", embedded.address]
])("on %s", (_name, server) => {
    test("the schema is the golden one", async () => {
        const address = await emptyDatabase(server);
        await migrateUp(address);
        const client = await connect(address);
        const actual = await describeSchema(client);
        await client.end();
        expect(actual, "stale: npm run gen").toBe(await readFile(GOLDEN, "utf8"));
    });

    test("every migration can be taken back and applied again", async () => {
        const address = await emptyDatabase(server);
        const { applied } = await migrateUp(address);
        expect((await migrateDown(address, applied.length)).applied).toEqual(applied.toReversed());
        const left = await sql(
            address,
            `select relname from pg_class
             where relnamespace = 'public'::regnamespace and relkind = 'r'
             union all
             select proname from pg_proc where pronamespace = 'public'::regnamespace`
        );
        expect(left).toEqual([{ relname: "pgmigrations" }]);
        expect((await migrateUp(address)).applied).toEqual(applied);
    });

    test("an owner who is no superuser can migrate and is held by the same walls", async () => {
        await sql(
            server,
            `do $$ begin create role plain login createrole; exception when duplicate_object then null; end $$`
        );
        const address = { ...(await emptyDatabase(server, "plain")), user: "plain" };
        // Where another superuser made the roles, the refusal tells the one statement that helps.
        const options = { variable: "DATABASE_URL", isProduction: false };
        const refusal: unknown = await checkDatabase(address, options).catch(
            (cause: unknown) => cause
        );
        if (refusal instanceof Refusal) {
            await sql(server, refusal.solution.replace("As a superuser: ", ""));
        }
        await expect(checkDatabase(address, options)).resolves.toBeUndefined();
        await migrateUp(address);
        const pools = createPools({ address });
        const id = "00000000-0000-4000-8000-00000000000a";
        await withWorkspace(pools.app, { workspace_id: id, user_id: id }, async (repositories) => {
            await repositories.users.create({ email: "a@b.c", name: "A", password_hash: "" });
            await repositories.workspaces.create({ name: "A", created_by: id });
        });
        const found = await withKey(pools.app, "a@b.c", ({ accounts }) => accounts.find());
        expect(found).toMatchObject({ id });
        expect(await sql(address, "select id from users")).toEqual([]);
        await closePools(pools);
    });
});

describe("a database", () => {
    const server = inject("postgres");

    test("of yesterday gets what is new and keeps its data", async () => {
        const address = await emptyDatabase(server);
        const { applied } = await migrateUp(address);
        const admin = new pg.Pool({ ...clientConfig(address), max: 1 });
        const workspace = {
            workspace_id: "00000000-0000-4000-8000-00000000000b",
            user_id: "00000000-0000-4000-8000-00000000000c",
            email: "old@example.com"
        };
        await admin.query("insert into users (id, email, name) values ($1, $2, 'Old')", [
            workspace.user_id,
            workspace.email
        ]);
        await admin.query("insert into workspaces (id, name) values ($1, 'Old')", [
            workspace.workspace_id
        ]);
        await insertTenantRows(admin, workspace);
        await admin.end();
        if (applied.length > 1) await migrateDown(address, applied.length - 1);

        const pending: (readonly string[])[] = [];
        await migrateUp(address, (names) => pending.push(names));
        expect(pending).toEqual(applied.length > 1 ? [applied.slice(1)] : []);
        expect(await sql(address, "select name from workflows")).toEqual([{ name: "Test" }]);
        expect(await migrateUp(address)).toEqual({ applied: [] });
    });

    test("of tomorrow is refused and left alone", async () => {
        const address = await emptyDatabase(server);
        await migrateUp(address);
        await sql(
            address,
            "insert into pgmigrations (name, run_on) values ('9999_tomorrow', now())"
        );
        await expect(migrateUp(address)).rejects.toThrow(/does not know: 9999_tomorrow/);
        await expect(migrateDown(address)).rejects.toThrow(/does not know/);
    });

    test("is migrated once by two processes that start together", async () => {
        const address = await emptyDatabase(server);
        const results = await Promise.all([
            migrateUp(address),
            migrateUp(address),
            migrateUp(address)
        ]);
        const applied = results.map((result) => result.applied.length).toSorted((a, b) => a - b);
        expect(applied.slice(0, 2)).toEqual([0, 0]);
        expect(applied[2]).toBeGreaterThan(0);
    });
});

test("a new migration gets the next number, and only a sensible name", async () => {
    const path = await createMigration("made_by-a-test");
    try {
        expect(path).toMatch(/\/\d{4}_made-by-a-test\.sql$/);
        expect(await readFile(path, "utf8")).toBe("-- Up Migration\n\n-- Down Migration\n");
    } finally {
        await rm(path);
    }
    await expect(createMigration("Add Users")).rejects.toThrow(/not a name/);
});

async function emptyDatabase(server: DatabaseAddress, owner?: string): Promise<DatabaseAddress> {
    const name = `m_${Math.random().toString(36).slice(2)}`;
    await sql(server, `create database ${name}${owner ? ` owner ${owner}` : ""}`);
    made.push({ server, name });
    return { ...server, database: name };
}

async function sql(address: DatabaseAddress, text: string): Promise<unknown[]> {
    const client = await connect(address);
    try {
        const { rows } = await client.query<Record<string, unknown>>(text);
        return rows;
    } finally {
        await client.end();
    }
}

async function connect(address: DatabaseAddress): Promise<pg.Client> {
    const client = new pg.Client(clientConfig(address));
    await client.connect();
    return client;
}
