import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import pg from "pg";
import { afterAll, expect, inject, test } from "vitest";
import { startTestServer } from "../../test/server.ts";
import { Refusal } from "../platform/refusal.ts";
import { clientConfig } from "./database.ts";
import type { DatabaseAddress } from "./database.ts";
import { checkDatabase } from "./database-check.ts";

/** A server of its own: passwords are asked for on it. */
const server = await startTestServer();
afterAll(() => server.remove());
const admin = new pg.Client(clientConfig(server.address));
await admin.connect();
afterAll(() => admin.end());
await admin.query("create role alice login password 'right'");
await admin.query("create role mallory login");
await admin.query("create database flows owner alice");
await admin.query("create database closed");
await admin.query("revoke connect on database closed from public");
await admin.query("create database latin encoding 'LATIN1' template template0");
await askForPassword("alice");

const flows = { ...server.address, database: "flows" };
const alice = { ...flows, user: "alice", password: "right" };
const closedPort = { ...flows, host: "127.0.0.1", port: await unusedPort() };

test.each<[string, DatabaseAddress, RegExp, RegExp]>([
    ["host", { ...flows, host: "nowhere.invalid" }, /nowhere\.invalid, (which|and no)/, /DNS/],
    ["port", closedPort, /127\.0\.0\.1:\d+, where nothing listens/, /Start Postgres/],
    ["socket", { ...flows, host: "/nowhere" }, /socket in \/nowhere/, /Start Postgres/],
    ["password", { ...alice, password: "wrong" }, /password .* refuses for user alice/, /percent/],
    ["missing password", { ...alice, password: undefined }, /no password/, /POSTGRES_PASSWORD/],
    ["user", { ...flows, user: "nobody" }, /"nobody" does not exist/, /pg_hba/],
    ["database", { ...flows, database: "gone" }, /gone, which does not exist/, /create database/],
    ["right to connect", { ...alice, database: "closed" }, /may not connect/, /grant connect/],
    ["right to make roles", alice, /alice may not create the roles/, /create role flowmaestro_app/],
    ["encoding", { ...flows, database: "latin" }, /LATIN1/, /UTF8/],
    [
        "encryption",
        { ...flows, host: "127.0.0.1", ...(await plainListener()), ssl: true },
        /does not offer/,
        /sslmode/
    ]
])("a wrong %s is told with the way out", async (_what, address, message, solution) => {
    const started = performance.now();
    const refusal = await refusalOf(address);
    expect(refusal.message).toMatch(/^DATABASE_URL/);
    expect(refusal.message).toMatch(message);
    expect(refusal.solution).toMatch(solution);
    expect(`${refusal.message}${refusal.solution}`).not.toMatch(/right|wrong/);
    expect(performance.now() - started).toBeLessThan(15_000);
});

test("a server that takes the connection and says nothing is given up after seconds", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const { port } = silent.address() as { port: number };
    const started = performance.now();
    const refusal = await refusalOf({ ...flows, host: "127.0.0.1", port });
    expect(refusal.message).toMatch(/does not answer/);
    expect(performance.now() - started).toBeLessThan(15_000);
    silent.close();
});

test("the tables cannot be made where the schema is somebody else's", async () => {
    await admin.query("alter role mallory createrole");
    await admin.query("grant connect on database flows to mallory");
    const refusal = await refusalOf({ ...flows, user: "mallory" });
    expect(refusal.message).toMatch(/may not create tables in flows/);
});

test("production asks for a server that keeps what was committed", async () => {
    const options = { variable: "DATABASE_URL", isProduction: true };
    await expect(checkDatabase(flows, options)).rejects.toThrow(/fsync.*is off/);
    await expect(
        checkDatabase(flows, { ...options, isProduction: false })
    ).resolves.toBeUndefined();
});

test("a good one passes", async () => {
    await expect(
        checkDatabase(inject("postgres"), { variable: "DATABASE_URL", isProduction: false })
    ).resolves.toBeUndefined();
});

async function refusalOf(address: DatabaseAddress): Promise<Refusal> {
    const error: unknown = await checkDatabase(address, {
        variable: "DATABASE_URL",
        isProduction: false
    }).catch((cause: unknown) => cause);
    if (!(error instanceof Refusal)) throw new Error("It was not refused.", { cause: error });
    return error;
}

async function askForPassword(user: string): Promise<void> {
    const { rows } = await admin.query<{ hba_file: string }>("show hba_file");
    const file = rows[0]!.hba_file;
    const rules = await readFile(file, "utf8");
    await writeFile(file, `local all ${user} scram-sha-256\n${rules}`);
    await admin.query("select pg_reload_conf()");
    await new Promise((resolve) => setTimeout(resolve, 200));
}

async function unusedPort(): Promise<number> {
    const probe = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => probe.once("listening", resolve));
    const { port } = probe.address() as { port: number };
    await new Promise((resolve) => probe.close(resolve));
    return port;
}

/** Answers an SSL request with `N`, as Postgres without TLS does. */
async function plainListener(): Promise<{ port: number }> {
    const listener = createServer((socket) => socket.on("data", () => socket.end("N")));
    listener.listen(0, "127.0.0.1").unref();
    await new Promise((resolve) => listener.once("listening", resolve));
    return { port: (listener.address() as { port: number }).port };
}
