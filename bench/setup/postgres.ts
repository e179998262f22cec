import { existsSync, rmSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { canTraverse, serverAccount } from "../../backend/src/platform/postgres/account.ts";
import { findEmbeddedBinaries } from "../../backend/src/platform/postgres/binaries.ts";
import { startCluster } from "../../backend/src/platform/postgres/cluster.ts";
import { clientConfig } from "../../backend/src/storage/database.ts";
import type { DatabaseAddress } from "../../backend/src/storage/database.ts";

/** Cloud SQL and compose run 15, so it is preferred; the embedded one is newer. */
const DEBIAN = { bin: "/usr/lib/postgresql/15/bin", major: 15 };

export interface Database {
    readonly address: DatabaseAddress;
    readonly url: string;
    readonly admin: pg.Client;
    count(sql: string, values?: readonly unknown[]): Promise<number>;
}

export interface PostgresServer {
    readonly pid: number;
    readonly version: string;
    create(name: string): Promise<Database>;
    stop(): Promise<void>;
}

interface Settings {
    readonly [name: string]: string;
}

const DURABLE: Settings = { fsync: "on", synchronous_commit: "on", max_connections: "100" };

/** A server of its own that waits for the disk: floor and product share it. */
export async function startPostgres(settings: Settings = {}): Promise<PostgresServer> {
    const account = serverAccount();
    const isReachable = !account || (await canTraverse(tmpdir(), account));
    const home = await mkdtemp(join(isReachable ? tmpdir() : "/tmp", "fm-bench-"));
    await chmod(home, 0o755);
    const binaries = existsSync(join(DEBIAN.bin, "postgres"))
        ? DEBIAN
        : await findEmbeddedBinaries({ account, copies: "/var/tmp/flowmaestro" });
    const cluster = await startCluster({
        binaries,
        account,
        data: join(home, "data"),
        socket: join(home, "socket"),
        log: join(home, "postgres.log"),
        settings: { ...DURABLE, ...settings }
    });
    // Stopped half way, by Ctrl+C or worse: the server is in a process group of its own.
    const abandon = (): void => {
        cluster.abandon();
        rmSync(home, { recursive: true, force: true });
    };
    process.once("exit", abandon);
    const databases: pg.Client[] = [];
    const connect = async (address: DatabaseAddress): Promise<pg.Client> => {
        const client = new pg.Client(clientConfig(address));
        await client.connect();
        databases.push(client);
        return client;
    };
    const root = await connect(cluster.address);
    const { rows } = await root.query<{ server_version: string; fsync: string }>(
        "select current_setting('server_version') as server_version, current_setting('fsync') as fsync"
    );
    if (rows[0]?.fsync !== "on") throw new Error("No benchmark without fsync.");
    return {
        pid: cluster.pid,
        version: rows[0].server_version,
        create: async (name) => {
            await root.query(`create database ${name}`);
            const address = { ...cluster.address, database: name };
            const admin = await connect(address);
            const folder = encodeURIComponent(address.host);
            return {
                address,
                url: `postgres://${address.user}@localhost/${name}?host=${folder}`,
                admin,
                count: async (sql, values = []) => {
                    const answer = await admin.query<{ count: number }>(sql, [...values]);
                    return Number(answer.rows[0]?.count);
                }
            };
        },
        stop: async () => {
            process.removeListener("exit", abandon);
            await Promise.all(databases.map((client) => client.end()));
            await cluster.stop();
            await rm(home, { recursive: true, force: true });
        }
    };
}
