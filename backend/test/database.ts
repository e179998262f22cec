import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { newId } from "../src/platform/ids.ts";
import { clientConfig, closePools, createPools } from "../src/storage/database.ts";
import type { DatabaseAddress, Pools } from "../src/storage/database.ts";

export interface TestWorkspace {
    readonly workspace_id: string;
    readonly user_id: string;
    readonly email: string;
}

export interface TestDatabase {
    readonly address: DatabaseAddress;
    readonly pools: Pools;
    /** As superuser: sees everything, for arranging and for looking behind the walls. */
    readonly admin: pg.Pool;
    /** A user who owns a workspace of their own. */
    createWorkspace(): Promise<TestWorkspace>;
}

/** A database of its own for this test file, migrated and empty. Call it at the top of the file. */
export async function testDatabase(): Promise<TestDatabase> {
    const server = inject("postgres");
    const name = `t_${randomBytes(6).toString("hex")}`;
    const address = { ...server, database: name };
    await administer(server, (client) =>
        client.query(`create database ${name} template fm_template`)
    );
    const pools = createPools({ address, name: "test" });
    const admin = new pg.Pool({ ...clientConfig(address), max: 3, application_name: "test:admin" });
    afterAll(async () => {
        await Promise.all([closePools(pools), admin.end()]);
        await administer(server, async (client) => {
            await assertNoConnections(client, name);
            await client.query(`drop database ${name} with (force)`);
        });
    });
    return { address, pools, admin, createWorkspace: () => createWorkspace(admin) };
}

async function createWorkspace(admin: pg.Pool): Promise<TestWorkspace> {
    const workspace_id = newId();
    const user_id = newId();
    const email = `${user_id}@example.com`;
    await admin.query("insert into users (id, email, name) values ($1, $2, 'Test')", [
        user_id,
        email
    ]);
    await admin.query("insert into workspaces (id, name, created_by) values ($1, 'Test', $2)", [
        workspace_id,
        user_id
    ]);
    await admin.query(
        "insert into memberships (workspace_id, user_id, role) values ($1, $2, 'owner')",
        [workspace_id, user_id]
    );
    return { workspace_id, user_id, email };
}

/** Whoever still has a connection forgot to close a pool, a client or a server. */
async function assertNoConnections(client: pg.Client, database: string): Promise<void> {
    const open = async (): Promise<string[]> => {
        const { rows } = await client.query<{ application_name: string; query: string }>(
            "select application_name, query from pg_stat_activity where datname = $1",
            [database]
        );
        return rows.map((row) => `${row.application_name}: ${row.query}`);
    };
    // A closed socket takes the server a moment to notice.
    for (let round = 0; round < 100 && (await open()).length > 0; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const left = await open();
    if (left.length > 0) throw new Error(`Connections left open:\n${left.join("\n")}`);
}

async function administer(
    server: DatabaseAddress,
    work: (client: pg.Client) => Promise<unknown>
): Promise<void> {
    const client = new pg.Client(clientConfig(server));
    await client.connect();
    try {
        await work(client);
    } finally {
        await client.end();
    }
}
