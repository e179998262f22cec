import { existsSync, readFileSync, readdirSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { serverAccount } from "../../src/platform/postgres/account.ts";
import { findEmbeddedBinaries } from "../../src/platform/postgres/binaries.ts";
import { startCluster } from "../../src/platform/postgres/cluster.ts";
import type { Cluster } from "../../src/platform/postgres/cluster.ts";
import type { DatabaseAddress } from "../../src/storage/database.ts";
import { clientConfig } from "../../src/storage/database.ts";

/** A Postgres of our own that may be killed and comes back on the same data. */
export interface MortalPostgres {
    readonly address: DatabaseAddress;
    /** Removed with it. */
    readonly home: string;
    /** The postmaster and all its children, at once. */
    kill(): void;
    /** Everybody is thrown out, everything committed is kept. */
    stop(): Promise<void>;
    start(): Promise<void>;
    remove(): Promise<void>;
}

const DATABASE = "crash";

export async function startMortalPostgres(): Promise<MortalPostgres> {
    const account = serverAccount();
    // By this name the next test run finds what a killed one left (../server.ts).
    const home = await mkdtemp(`/tmp/fm-postgres-${process.pid}-`);
    await chmod(home, 0o755);
    const bin = "/usr/lib/postgresql/15/bin";
    const binaries = existsSync(join(bin, "postgres"))
        ? { bin, major: 15 }
        : await findEmbeddedBinaries({ account, copies: "/var/tmp/flowmaestro" });
    // Processes die here, not the machine: what the kernel holds is as good as on disk.
    const launch = (): Promise<Cluster> =>
        startCluster({
            binaries,
            account,
            data: join(home, "data"),
            socket: join(home, "socket"),
            log: join(home, "postgres.log"),
            settings: { fsync: "off", full_page_writes: "off", max_connections: "100" }
        });
    let cluster = await launch();
    const admin = new pg.Client(clientConfig(cluster.address));
    await admin.connect();
    await admin.query(`create database ${DATABASE}`);
    await admin.end();
    return {
        address: { ...cluster.address, database: DATABASE },
        home,
        kill: () => {
            for (const pid of [cluster.pid, ...childrenOf(cluster.pid)]) {
                try {
                    process.kill(pid, "SIGKILL");
                } catch {
                    // It ended by itself in between.
                }
            }
        },
        stop: () => cluster.stop(),
        start: async () => {
            cluster = await launch();
        },
        remove: async () => {
            await cluster.stop();
            await rm(home, { recursive: true, force: true });
        }
    };
}

function childrenOf(parent: number): number[] {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .filter((name) => {
            try {
                const stat = readFileSync(`/proc/${name}/stat`, "utf8");
                return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
            } catch {
                return false;
            }
        })
        .map(Number);
}
