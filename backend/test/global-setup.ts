import pg from "pg";
import type { TestProject } from "vitest/node";
import { clientConfig } from "../src/storage/database.ts";
import type { DatabaseAddress } from "../src/storage/database.ts";
import { migrateUp } from "../src/storage/migrations.ts";
import { startTestServer } from "./server.ts";
import { openTemporalDoor } from "./temporal-door.ts";

declare module "vitest" {
    interface ProvidedContext {
        readonly postgres: DatabaseAddress;
        /** The port that says where Temporal is: testTemporal() asks there. */
        readonly temporal: number;
    }
}

/** Migrated once, then copied for every test file: a copy takes 40 ms. */
export const TEMPLATE = "fm_template";

/** One server of each kind for all test files. Its end also finds what tests left behind. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
    const server = await startTestServer();
    const temporal = await openTemporalDoor();
    process.once("exit", () => {
        server.abandon();
        temporal.abandon();
    });
    const admin = new pg.Client(clientConfig(server.address));
    await admin.connect();
    await admin.query(`create database ${TEMPLATE}`);
    await migrateUp({ ...server.address, database: TEMPLATE });
    await admin.query(`alter database ${TEMPLATE} with is_template true allow_connections false`);
    project.provide("postgres", server.address);
    project.provide("temporal", temporal.port);

    return async () => {
        const { rows } = await admin.query<{ datname: string }>(
            "select datname from pg_database where datname like 't\\_%'"
        );
        await admin.end();
        await Promise.all([server.remove(), temporal.close()]);
        if (rows.length > 0) {
            const names = rows.map((row) => row.datname).join(", ");
            throw new Error(`Test files ended without dropping their databases: ${names}`);
        }
    };
}
