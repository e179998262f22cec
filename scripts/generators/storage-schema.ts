import pg from "pg";
import { clientConfig } from "../../backend/src/storage/database.ts";
import { describeSchema } from "../../backend/src/storage/describe-schema.ts";
import { migrateUp } from "../../backend/src/storage/migrations.ts";
import { startTestServer } from "../../backend/test/server.ts";

/** `schema.golden.sql`: what the migrations amount to, asked of a server that has just run them. */
export async function renderSchema(): Promise<string> {
    const server = await startTestServer();
    try {
        const admin = new pg.Client(clientConfig(server.address));
        await admin.connect();
        await admin.query("create database golden");
        await admin.end();
        const address = { ...server.address, database: "golden" };
        await migrateUp(address);
        const client = new pg.Client(clientConfig(address));
        await client.connect();
        try {
            return await describeSchema(client);
        } finally {
            await client.end();
        }
    } finally {
        await server.remove();
    }
}
