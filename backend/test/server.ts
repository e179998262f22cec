import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canTraverse, serverAccount } from "../src/platform/postgres/account.ts";
import { findEmbeddedBinaries } from "../src/platform/postgres/binaries.ts";
import type { Binaries } from "../src/platform/postgres/binaries.ts";
import { startCluster } from "../src/platform/postgres/cluster.ts";
import type { Cluster } from "../src/platform/postgres/cluster.ts";
import { isPostmasterOf, readPostmaster } from "../src/platform/postgres/postmaster.ts";

/** Cloud SQL and compose run 15, so tests prefer it; the embedded one is newer. */
const DEBIAN: Binaries = { bin: "/usr/lib/postgresql/15/bin", major: 15 };

export interface TestServer extends Cluster {
    readonly binaries: Binaries;
    /** Ends the server and removes its files. */
    remove(): Promise<void>;
}

/** A server for tests only: nothing in it survives, so it need not wait for the disk. */
export async function startTestServer(kind: "any" | "embedded" = "any"): Promise<TestServer> {
    const account = serverAccount();
    const temp = await reachableTemp();
    await sweep(temp);
    const home = await mkdtemp(join(temp, `fm-postgres-${process.pid}-`));
    const binaries =
        kind === "any" && existsSync(join(DEBIAN.bin, "postgres"))
            ? DEBIAN
            : await findEmbeddedBinaries({ account, copies: "/var/tmp/flowmaestro" });
    await chmod(home, 0o755);
    const cluster = await startCluster({
        binaries,
        account,
        data: join(home, "data"),
        socket: join(home, "socket"),
        log: join(home, "postgres.log"),
        settings: { fsync: "off", full_page_writes: "off", max_connections: "200" }
    });
    const remove = async (): Promise<void> => {
        await cluster.stop();
        await rm(home, { recursive: true, force: true });
    };
    return { ...cluster, binaries, remove };
}

/** Servers of test runs that were killed: nobody else ends them. */
async function sweep(temp: string): Promise<void> {
    for (const name of await readdir(temp)) {
        const owner = /^fm-postgres-(\d+)-/.exec(name)?.[1];
        if (owner === undefined || isAlive(Number(owner))) continue;
        const home = join(temp, name);
        const postmaster = await readPostmaster(join(home, "data"));
        if (postmaster !== null && (await isPostmasterOf(postmaster.pid, join(home, "data")))) {
            process.kill(postmaster.pid, "SIGQUIT");
        }
        await rm(home, { recursive: true, force: true }).catch(() => undefined);
    }
}

function isAlive(pid: number): boolean {
    try {
        return process.kill(pid, 0);
    } catch (error) {
        return error instanceof Error && "code" in error && error.code === "EPERM";
    }
}

/** A private TMPDIR is out of reach for the account that a server under root runs as. */
async function reachableTemp(): Promise<string> {
    const account = serverAccount();
    return !account || (await canTraverse(tmpdir(), account)) ? tmpdir() : "/tmp";
}
