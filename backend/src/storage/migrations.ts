import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { Refusal } from "../platform/refusal.ts";
import { clientConfig } from "./database.ts";
import type { DatabaseAddress } from "./database.ts";

export const MIGRATIONS = join(import.meta.dirname, "migrations");

export interface Migrated {
    /** Names, in the order they ran. */
    readonly applied: readonly string[];
}

/** What `migrateUp` would apply. Refuses a schema that is newer than this code. */
export async function pendingMigrations(client: pg.Client): Promise<readonly string[]> {
    const known = await knownMigrations();
    const done = await appliedMigrations(client);
    const newer = done.filter((name) => !known.includes(name));
    if (newer.length > 0) {
        throw new Refusal(
            `The database has migrations that this version does not know: ${newer.join(", ")}.`,
            "A newer version of FlowMaestro has used it. Start that version, or use another database."
        );
    }
    return known.filter((name) => !done.includes(name));
}

/** Applies what is missing, all or nothing. Two processes at once: the second waits, then finds nothing to do. */
export async function migrateUp(
    address: DatabaseAddress,
    onPending?: (names: readonly string[]) => void
): Promise<Migrated> {
    return connected(address, async (client) => {
        const pending = await pendingMigrations(client);
        if (pending.length === 0) return { applied: [] };
        onPending?.(pending);
        return { applied: await run(client, "up", Number.POSITIVE_INFINITY) };
    });
}

/** Takes back the last `count` migrations. Their tables' data is gone. */
export async function migrateDown(address: DatabaseAddress, count = 1): Promise<Migrated> {
    return connected(address, async (client) => {
        await pendingMigrations(client);
        return { applied: await run(client, "down", count) };
    });
}

/** An empty migration with the next number; answers its path. */
export async function createMigration(name: string): Promise<string> {
    if (!/^[a-z0-9]+([-_][a-z0-9]+)*$/.test(name)) {
        throw new Refusal(
            `"${name}" is not a name for a migration.`,
            "Use lower-case words joined by hyphens: npm run db:migrate:create add-schedules"
        );
    }
    const last = (await knownMigrations()).at(-1) ?? "0";
    const number = String(Number.parseInt(last, 10) + 1).padStart(4, "0");
    const path = join(MIGRATIONS, `${number}_${name.replaceAll("_", "-")}.sql`);
    await writeFile(path, "-- Up Migration\n\n-- Down Migration\n", { flag: "wx" });
    return path;
}

async function run(client: pg.Client, direction: "up" | "down", count: number): Promise<string[]> {
    // Brings a bundler along, which a start with nothing to migrate need not wait for.
    const { runner } = await import("node-pg-migrate");
    const silent = (): void => undefined;
    const done = await runner({
        dbClient: client,
        dir: MIGRATIONS,
        migrationsTable: "pgmigrations",
        schema: "public",
        direction,
        count,
        singleTransaction: true,
        checkOrder: true,
        advisoryLockMode: "wait",
        logger: { debug: silent, info: silent, warn: silent, error: silent }
    });
    return done.map((each) => each.name);
}

export async function knownMigrations(): Promise<string[]> {
    const files = await readdir(MIGRATIONS);
    return files
        .filter((file) => file.endsWith(".sql"))
        .map((file) => file.slice(0, -".sql".length))
        .sort();
}

async function appliedMigrations(client: pg.Client): Promise<string[]> {
    const { rows: tables } = await client.query<{ found: string | null }>(
        "select to_regclass('public.pgmigrations')::text as found"
    );
    if (!tables[0]?.found) return [];
    const { rows } = await client.query<{ name: string }>(
        "select name from public.pgmigrations order by id"
    );
    return rows.map((row) => row.name);
}

async function connected<T>(
    address: DatabaseAddress,
    work: (client: pg.Client) => Promise<T>
): Promise<T> {
    const client = new pg.Client({
        ...clientConfig(address),
        application_name: "flowmaestro:migrate",
        connectionTimeoutMillis: 5_000,
        // Waiting behind a long query would make everybody else wait behind the migration.
        lock_timeout: 10_000
    });
    await client.connect();
    try {
        return await work(client);
    } finally {
        await client.end();
    }
}
